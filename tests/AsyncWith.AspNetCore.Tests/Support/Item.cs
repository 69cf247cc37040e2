using System.ComponentModel.DataAnnotations;

namespace AsyncWith.AspNetCore.Tests.Support;

public sealed record Item([property: Range(1, 10)] int Count);
