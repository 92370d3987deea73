// OpenAI's own client, as people point it at OpenRouter, drives the sandbox.
import assert from "node:assert/strict";
import OpenAI, { APIError, AuthenticationError, NotFoundError } from "openai";

const [origin] = process.argv.slice(2);
const said = step => console.log(JSON.stringify({ step }));
const connect = apiKey => new OpenAI({ apiKey, baseURL: `${origin}/llm/v1`, maxRetries: 0 });
const client = connect("sk-or-v1-conformance");
const model = "openai/gpt-4o-mini";
const messages = [
    { role: "system", content: "Read the homes for rent." },
    { role: "user", content: "```\n12 Dock Street, Unit 2A, Port Ellery, OR 97146\n$1,250/mo\n1 bed, 1 bath, 610 sq ft\nAvailable Now\n```" },
];
const listing = {
    type: "object", additionalProperties: false, required: ["street_address", "unit", "rent", "beds", "sqft", "pets"],
    properties: {
        street_address: { type: "string" }, unit: { type: ["string", "null"] }, rent: { type: ["number", "null"] },
        beds: { type: ["integer", "null"] }, sqft: { type: ["integer", "null"] }, pets: { type: ["string", "null"] },
    },
};
const schema = { type: "object", additionalProperties: false, required: ["homes"], properties: { homes: { type: "array", items: listing } } };
const response_format = { type: "json_schema", json_schema: { name: "homes", strict: true, schema } };
const homes = { homes: [{ street_address: "12 Dock Street", unit: "2A", rent: 1250, beds: 1, sqft: 610, pets: null }] };

const models = await client.models.list();
assert.ok(models.data.some(one => one.id === model));
said("models");

const completion = await client.chat.completions.create({ model, messages, response_format });
assert.deepEqual(JSON.parse(completion.choices[0].message.content), homes);
assert.equal(completion.choices[0].finish_reason, "stop");
assert.ok(completion.usage.total_tokens > 0 && completion.usage.cost > 0);
const parsed = await client.chat.completions.parse({ model, messages, response_format });
assert.equal(parsed.choices[0].message.refusal, null);
said("chat by a schema");

let text = "";
let usage;
for await (const part of await client.chat.completions.create({ model, messages, response_format, stream: true })) {
    text += part.choices[0]?.delta.content ?? "";
    usage = part.usage ?? usage;
}
assert.deepEqual(JSON.parse(text), homes);
assert.equal(usage.completion_tokens, completion.usage.completion_tokens);
said("stream");

const embedded = await client.embeddings.create({ model: "openai/text-embedding-3-small", input: ["a house", "a boat"] });
assert.deepEqual(embedded.data.map(one => [one.index, one.embedding.length]), [[0, 1536], [1, 1536]]);
const asFloats = await client.embeddings.create({ model: "openai/text-embedding-3-small", input: "a house", encoding_format: "float" });
assert.ok(asFloats.data[0].embedding.every((value, place) => Math.abs(value - embedded.data[0].embedding[place]) < 1e-6));
said("embeddings");

await assert.rejects(connect("sk-proj-1").chat.completions.create({ model, messages }), error => error instanceof AuthenticationError);
await assert.rejects(connect("sk-or-broke").chat.completions.create({ model, messages }), error => error instanceof APIError && error.status === 402);
await assert.rejects(client.chat.completions.create({ model: "nobody/nothing", messages }), error => error instanceof NotFoundError);
said("errors");
