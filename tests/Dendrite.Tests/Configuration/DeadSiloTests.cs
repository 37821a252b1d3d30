using Dendrite.Hosting;

namespace Dendrite.Configuration;

/// <summary>A silo that was declared dead ends with a line; Orleans puts the whole table of members behind what it says.</summary>
public sealed class DeadSiloTests
{
    [Theory]
    [InlineData("I have been told I am dead, so this silo will stop! Reason: I should be Dead according to the membership table (in RefreshTable). Membership: [7 silos, …]", "I have been told I am dead, so this silo will stop.")]
    [InlineData("The table could not be read. Its members:\n S1\n S2", "The table could not be read.")]
    [InlineData("out of memory", "out of memory.")]
    public void FirstSentence_WhatOrleansSays_WithoutTheTable(string text, string expected) => Assert.Equal(expected, DeadSilo.FirstSentence(text));

    [Fact]
    public void FirstSentence_WithoutAnEnd_IsBounded() => Assert.InRange(DeadSilo.FirstSentence(new string('x', 9000)).Length, 1, 201);
}
