// Drives /vapi with Vapi's own client: node vapi.mjs http://127.0.0.1:8090
// Says what it found as one JSON line a step; the first thing that is not as the client expects ends it with an error.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Vapi, VapiClient, VapiError } from "@vapi-ai/server-sdk";

const baseUrl = `${process.argv[2]}/vapi`;
const connect = token => new VapiClient({ token, baseUrl, maxRetries: 0, timeoutInSeconds: 20 });
const vapi = connect(`vapi_test_${randomUUID()}`);
const said = step => console.log(JSON.stringify({ step }));

const fails = async (promise, status, message) => {
    const error = await promise.then(() => assert.fail(`expected ${status}`), thrown => thrown);
    assert.ok(error instanceof VapiError, `${error}`);
    assert.equal(error.statusCode, status);
    assert.equal(error.body.statusCode, status);
    assert.match([error.body.message].flat().join("; "), message);
    return error;
};

const isRecent = text => Math.abs(Date.now() - Date.parse(text)) < 60_000;

// Assistants
const wanted = {
    name: "Oak Hill inbound",
    firstMessage: "Oak Hill, how can I help?",
    model: { provider: "openai", model: "gpt-4o", temperature: 0.3, messages: [{ role: "system", content: "You book viewings." }] },
    voice: { provider: "vapi", voiceId: "Elliot" },
    transcriber: { provider: "deepgram", model: "nova-3", language: "multi" },
    server: { url: "https://voice.peterental.test/vapi/webhook", timeoutSeconds: 20, headers: { "X-Vapi-Secret": "s" } },
    serverMessages: ["tool-calls", "end-of-call-report", "status-update", "hang"],
    maxDurationSeconds: 600,
};
const assistant = await vapi.assistants.create(wanted);
for (const [name, value] of Object.entries(wanted)) {
    assert.deepEqual(assistant[name], value, name);
}
assert.ok(isRecent(assistant.createdAt) && isRecent(assistant.updatedAt));
assert.deepEqual(await vapi.assistants.get({ id: assistant.id }), assistant);
assert.equal((await vapi.assistants.create({ name: "Second" }).withRawResponse()).rawResponse.status, 201);
assert.deepEqual((await vapi.assistants.list({ limit: 10 })).map(one => one.name), ["Second", "Oak Hill inbound"]);
assert.equal((await vapi.assistants.list({ createdAtGt: assistant.createdAt, limit: 1 }))[0].name, "Second");
const changed = await vapi.assistants.update({ id: assistant.id, voice: { provider: "vapi", voiceId: "Savannah" } });
assert.equal(changed.voice.voiceId, "Savannah");
assert.deepEqual(changed.model, wanted.model);
assert.deepEqual(await vapi.assistants.delete({ id: assistant.id }), changed);
await fails(vapi.assistants.get({ id: assistant.id }), 404, /Does Not Exist/);
await fails(vapi.assistants.create({ name: "x".repeat(41) }), 400, /name must be shorter/);
await fails(vapi.assistants.create({ model: { ...wanted.model, functions: [] } }), 400, /model\.property functions should not exist/);
await fails(vapi.assistants.update({ id: randomUUID(), name: "x" }), 404, /Does Not Exist/);
said("assistants");

// Tools
const tool = await vapi.tools.create({
    type: "function",
    async: false,
    function: { name: "check_availability", description: "Free times", parameters: { type: "object", properties: { date: { type: "string" } }, required: ["date"] } },
    messages: [{ type: "request-start", content: "One moment." }],
    server: { url: "https://voice.peterental.test/vapi/webhook" },
});
assert.equal(tool.type, "function");
assert.equal(tool.function.name, "check_availability");
const query = await vapi.tools.create({
    type: "query",
    knowledgeBases: [{ provider: "google", name: "rules", description: "House rules", fileIds: [randomUUID()] }],
});
assert.deepEqual((await vapi.tools.list()).map(one => one.id), [query.id, tool.id]);
assert.deepEqual(await vapi.tools.get({ id: tool.id }), tool);
const renamed = await vapi.tools.update({ id: tool.id, body: { type: "function", function: { name: "free_times" } } });
assert.equal(renamed.function.name, "free_times");
assert.deepEqual(renamed.messages, tool.messages);
assert.deepEqual(await vapi.tools.delete({ id: query.id }), query);
await fails(vapi.tools.get({ id: query.id }), 404, /Does Not Exist/);
await fails(vapi.tools.create({ type: "function", function: { name: "not a name" } }), 400, /function\.name must match/);
await fails(vapi.tools.create({ type: "query", function: { name: "a" } }), 400, /property function should not exist/);
said("tools");

// Files
const file = await vapi.files.create({
    file: { data: Buffer.from("No pets above 20 kg."), filename: "rules.txt", contentType: "text/plain" },
    purpose: "assistant",
});
assert.equal(file.status, "processing");
assert.equal(file.name, "rules.txt");
assert.equal(file.bytes, 20);
let seen = file;
for (let reads = 0; seen.status === "processing" && reads < 10; reads++) {
    seen = await vapi.files.get({ id: file.id });
}
assert.equal(seen.status, "done");
assert.equal(await (await fetch(seen.url)).text(), "No pets above 20 kg.");
assert.deepEqual((await vapi.files.list({ purpose: "assistant" })).map(one => one.id), [file.id]);
assert.equal((await vapi.files.update({ id: file.id, name: "house.txt" })).name, "house.txt");
assert.equal((await vapi.files.delete({ id: file.id })).id, file.id);
await fails(vapi.files.get({ id: file.id }), 404, /Does Not Exist/);
const refused = await fails(vapi.files.create({ file: { data: Buffer.from("x"), filename: "x.txt" }, purpose: "nothing" }), 400, /purpose must be one of/);
assert.ok(refused instanceof Vapi.BadRequestError);
said("files");

// Phone numbers and calls
const speaker = await vapi.assistants.create({ name: "Outbound" });
const imported = {
    provider: "twilio",
    number: "+15550100200",
    twilioAccountSid: "AC0123456789abcdef0123456789abcdef",
    twilioAuthToken: "0123456789abcdef0123456789abcdef",
};
const number = await vapi.phoneNumbers.create({ ...imported, name: "Office", assistantId: speaker.id });
assert.equal(number.status, "active");
await fails(vapi.phoneNumbers.create(imported), 400, /Existing Phone Number/);
assert.deepEqual(await vapi.phoneNumbers.list(), [number]);
assert.equal((await vapi.phoneNumbers.update({ id: number.id, body: { provider: "twilio", assistantId: null } })).assistantId, undefined);
const call = await vapi.calls.create({ assistantId: speaker.id, phoneNumberId: number.id, customer: { number: "+15550100300" } });
assert.equal(call.status, "queued");
assert.deepEqual((await vapi.calls.list({ assistantId: speaker.id })).map(one => one.id), [call.id]);
assert.deepEqual(await vapi.calls.get({ id: call.id }), call);
assert.equal((await vapi.phoneNumbers.delete({ id: number.id })).id, number.id);
await fails(vapi.phoneNumbers.get({ id: number.id }), 404, /Does Not Exist/);
said("phone numbers and calls");

// Keys
const other = connect(`vapi_test_${randomUUID()}`);
assert.deepEqual(await other.assistants.list(), []);
await fails(other.tools.get({ id: tool.id }), 404, /Does Not Exist/);
await fails(connect("not-a-key").assistants.list({ limit: 1 }), 401, /^Invalid Key\./);
said("keys");
