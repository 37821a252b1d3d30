// Each test has real sockets, real processes and limits in real time: side by side they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
