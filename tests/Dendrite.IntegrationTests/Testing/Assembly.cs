// Classes side by side: most of their time is waiting. More than three at once would wait for the processor instead.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
