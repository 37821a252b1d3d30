namespace Orleans.Runtime;

/// <summary>A reference that can only be compared and cast.</summary>
internal sealed class UntypedGrainReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key), IGrain;
