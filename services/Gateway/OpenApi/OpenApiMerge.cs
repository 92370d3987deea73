using System.Text.Json.Nodes;

namespace PeteRental.Gateway.OpenApi;

/// <summary>
/// One document out of several, pure: paths are put together, and component names that two services use for different things get
/// the service's name in front, in that service's references too.
/// </summary>
internal static class OpenApiMerge
{
    private static readonly string[] ComponentKinds = ["schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes"];

    public static JsonObject Merge(string title, string version, IEnumerable<(string Service, JsonObject Document)> documents)
    {
        var paths = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var components = new JsonObject();
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        JsonNode? security = null;
        foreach (var (service, document) in documents)
        {
            var renamed = Rename(service, (JsonObject)document.DeepClone(), components);
            AddComponents(components, renamed);
            AddPaths(paths, tags, renamed);
            security ??= renamed["security"]?.DeepClone();
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = version },
            ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))),
            ["components"] = components,
            ["security"] = security ?? new JsonArray(),
            ["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["name"] = tag })]),
        };
    }

    private static void AddPaths(SortedDictionary<string, JsonNode> paths, SortedSet<string> tags, JsonObject document)
    {
        foreach (var (path, item) in document["paths"]?.AsObject() ?? [])
        {
            if (item is not JsonObject operations)
            {
                continue;
            }

            foreach (var tag in operations.Select(operation => (operation.Value as JsonObject)?["tags"]).OfType<JsonArray>().SelectMany(names => names))
            {
                tags.Add(tag!.GetValue<string>());
            }

            if (!paths.TryGetValue(path, out var known))
            {
                paths[path] = operations.DeepClone();
                continue;
            }

            foreach (var (method, operation) in operations.Where(operation => !known.AsObject().ContainsKey(operation.Key)))
            {
                known[method] = operation?.DeepClone();
            }
        }
    }

    private static void AddComponents(JsonObject components, JsonObject document)
    {
        foreach (var kind in ComponentKinds)
        {
            foreach (var (name, component) in document["components"]?[kind]?.AsObject() ?? [])
            {
                var known = components[kind]?.AsObject();
                if (known is null)
                {
                    components[kind] = known = [];
                }

                known.TryAdd(name, component?.DeepClone());
            }
        }
    }

    private static JsonObject Rename(string service, JsonObject document, JsonObject components)
    {
        var renames = new Dictionary<string, string>();
        foreach (var kind in ComponentKinds)
        {
            foreach (var (name, component) in document["components"]?[kind]?.AsObject() ?? [])
            {
                if (components[kind]?[name] is { } other && !JsonNode.DeepEquals(other, component))
                {
                    renames[$"#/components/{kind}/{name}"] = $"#/components/{kind}/{Prefixed(service, name)}";
                }
            }
        }

        foreach (var reference in renames.Keys)
        {
            var parts = reference.Split('/');
            var owner = document["components"]![parts[2]]!.AsObject();
            var component = owner[parts[3]];
            owner.Remove(parts[3]);
            owner[Prefixed(service, parts[3])] = component;
        }

        if (renames.Count > 0)
        {
            RewriteReferences(document, renames);
        }

        return document;
    }

    private static string Prefixed(string service, string name) => $"{char.ToUpperInvariant(service[0])}{service[1..]}{name}";

    private static void RewriteReferences(JsonNode? node, Dictionary<string, string> renames)
    {
        switch (node)
        {
            case JsonObject item:
                if (item["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference) && renames.TryGetValue(reference, out var renamed))
                {
                    item["$ref"] = renamed;
                }

                foreach (var child in item.Select(property => property.Value))
                {
                    RewriteReferences(child, renames);
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    RewriteReferences(child, renames);
                }

                break;
        }
    }
}
