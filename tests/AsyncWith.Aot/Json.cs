using System.Text.Json.Serialization;

namespace AsyncWith.Aot;

[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IAsyncEnumerable<int>))]
internal sealed partial class Json : JsonSerializerContext;
