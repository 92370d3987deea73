using System.Text.Json.Nodes;
using PeteRental.Gateway.OpenApi;

namespace PeteRental.Gateway.Tests;

public sealed class OpenApiMergeTests
{
    [Fact]
    public void Paths_tags_and_schemas_of_all_services_are_put_together()
    {
        var merged = Merge(
            ("agents", Document("/agents", "Agents", "Agent", "string")),
            ("calendar", Document("/appointments", "Appointments", "Appointment", "string")));

        Assert.Equal(["/agents", "/appointments"], merged["paths"]!.AsObject().Select(path => path.Key));
        Assert.Equal(["Agent", "Appointment"], merged["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
        Assert.Equal(["Agents", "Appointments"], merged["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()));
    }

    [Fact]
    public void A_schema_that_two_services_share_is_there_once()
    {
        var merged = Merge(
            ("agents", Document("/agents", "Agents", "ProblemDetails", "string")),
            ("calendar", Document("/appointments", "Appointments", "ProblemDetails", "string")));

        Assert.Equal("ProblemDetails", Assert.Single(merged["components"]!["schemas"]!.AsObject()).Key);
    }

    [Fact]
    public void A_name_for_two_things_gets_the_services_name_in_references_too()
    {
        var merged = Merge(
            ("agents", Document("/agents", "Agents", "Page", "string")),
            ("calendar", Document("/appointments", "Appointments", "Page", "integer")));

        Assert.Equal("#/components/schemas/Page", ReferenceAt(merged, "/agents"));
        Assert.Equal("#/components/schemas/CalendarPage", ReferenceAt(merged, "/appointments"));
        Assert.Equal("integer", merged["components"]!["schemas"]!["CalendarPage"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public void Methods_of_one_path_may_come_from_two_services()
    {
        var other = Document("/agents", "Agents", "Agent", "string");
        other["paths"]!["/agents"] = new JsonObject { ["post"] = new JsonObject() };

        var merged = Merge(("agents", Document("/agents", "Agents", "Agent", "string")), ("calendar", other));

        Assert.Equal(["get", "post"], merged["paths"]!["/agents"]!.AsObject().Select(operation => operation.Key));
    }

    private static JsonObject Merge(params (string, JsonObject)[] documents) => OpenApiMerge.Merge("PeteRental", "v1", documents);

    private static string ReferenceAt(JsonObject merged, string path) =>
        merged["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>();

    private static JsonObject Document(string path, string tag, string schema, string type) => new()
    {
        ["openapi"] = "3.1.1",
        ["paths"] = new JsonObject
        {
            [path] = new JsonObject
            {
                ["get"] = new JsonObject
                {
                    ["tags"] = new JsonArray(tag),
                    ["responses"] = new JsonObject
                    {
                        ["200"] = new JsonObject
                        {
                            ["content"] = new JsonObject
                            {
                                ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } },
                            },
                        },
                    },
                },
            },
        },
        ["components"] = new JsonObject { ["schemas"] = new JsonObject { [schema] = new JsonObject { ["type"] = type } } },
    };
}
