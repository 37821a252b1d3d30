using System.Collections;
using System.Dynamic;
using System.Linq.Expressions;

namespace Dendrite.Resilience.Registries;

/// <summary>Stands in <c>dynamic</c> code for what is registered: each operation is bound anew to what is there.</summary>
internal sealed class LateBoundObject(Slot slot) : IDynamicMetaObjectProvider, IEnumerable
{
    public object Target => slot.Required;

    public DynamicMetaObject GetMetaObject(Expression parameter) => new Meta(parameter, this);

    public IEnumerator GetEnumerator() => ((IEnumerable)Target).GetEnumerator();

    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || Target.Equals(obj is LateBoundObject other ? other.Target : obj);

    public override int GetHashCode() => Target.GetHashCode();

    public override string? ToString() => Target.ToString();

    /// <summary>Puts the registered object in the place of the stand-in, for as long as its type stays the same.</summary>
    private sealed class Meta(Expression expression, LateBoundObject value) : DynamicMetaObject(expression, BindingRestrictions.Empty, value)
    {
        public override DynamicMetaObject BindGetMember(GetMemberBinder binder) => binder.FallbackGetMember(Current());

        public override DynamicMetaObject BindSetMember(SetMemberBinder binder, DynamicMetaObject value) => binder.FallbackSetMember(Current(), Real(value));

        public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args) =>
            binder.FallbackInvokeMember(Current(), Real(args));

        public override DynamicMetaObject BindInvoke(InvokeBinder binder, DynamicMetaObject[] args) => binder.FallbackInvoke(Current(), Real(args));

        public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) => binder.FallbackGetIndex(Current(), Real(indexes));

        public override DynamicMetaObject BindSetIndex(SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value) =>
            binder.FallbackSetIndex(Current(), Real(indexes), Real(value));

        public override DynamicMetaObject BindBinaryOperation(BinaryOperationBinder binder, DynamicMetaObject arg) =>
            binder.FallbackBinaryOperation(Current(), Real(arg));

        public override DynamicMetaObject BindUnaryOperation(UnaryOperationBinder binder) => binder.FallbackUnaryOperation(Current());

        public override DynamicMetaObject BindConvert(ConvertBinder binder) =>
            binder.Type == typeof(IEnumerable) ? base.BindConvert(binder) : binder.FallbackConvert(Current());

        private static DynamicMetaObject[] Real(DynamicMetaObject[] args) => Array.ConvertAll(args, Real);

        private static DynamicMetaObject Real(DynamicMetaObject arg) => arg is Meta meta ? meta.Current() : arg;

        private DynamicMetaObject Current()
        {
            var self = Expression.Convert(Expression, typeof(LateBoundObject));
            var target = Expression.Property(self, nameof(Target));
            var current = ((LateBoundObject)Value!).Target;
            var restrictions = BindingRestrictions.GetTypeRestriction(Expression, typeof(LateBoundObject))
                .Merge(BindingRestrictions.GetExpressionRestriction(Expression.TypeEqual(target, current.GetType())));
            return new DynamicMetaObject(Expression.Convert(target, current.GetType()), restrictions, current);
        }
    }
}
