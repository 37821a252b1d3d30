using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>A reason with escapes coloured the terminal of whoever listed breakers, and could have typed for them.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain – ünïcode 🙂", "plain – ünïcode 🙂")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [InlineData("one\r\ntwo\u0007\u007f\u009b2J", "one  two   2J")]
    [InlineData("a\u202egnp.exe\u2066\u2028b", "a gnp.exe  b")]
    public void Line_WhatATerminalObeys_IsASpace(string text, string expected) => Assert.Equal(expected, PlainText.Line(text));

    [Fact]
    public void OperatorText_ReasonAndName_AreLinesOfBoundedLength()
    {
        Assert.Equal((500, 100), (OperatorText.Reason(new string('x', 9000)).Length, OperatorText.By(new string('x', 9000)).Length));
        Assert.Equal("", OperatorText.Reason("\u001b\n"));
    }
}
