// Drives /twilio with Twilio's own client: node twilio.mjs http://127.0.0.1:8090
// Says what it found as one JSON line a step; the first thing that is not as the client expects ends it with an error.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import twilio from "twilio";

const sid = "AC0123456789abcdef0123456789abcdef";
const token = "0123456789abcdef0123456789abcdef";
const said = step => console.log(JSON.stringify({ step }));

const connect = (user, password, options = {}) => {
    const client = twilio(user, password, { ...options, autoRetry: false });
    client.api.baseUrl = `${process.argv[2]}/twilio`;
    return client;
};

const fails = async (promise, status, code) => {
    const error = await promise.then(() => assert.fail(`expected ${code}`), thrown => thrown);
    assert.ok(error instanceof twilio.RestException, `${error}`);
    assert.equal(error.status, status);
    assert.equal(error.code, code);
};

const client = connect(sid, token);

const account = await client.api.v2010.accounts(sid).fetch();
assert.equal(account.sid, sid);
assert.equal(account.status, "active");
assert.equal(account.type, "Full");
assert.ok(account.dateCreated instanceof Date && !Number.isNaN(account.dateCreated.valueOf()));
await fails(connect(sid, "0".repeat(32)).api.v2010.accounts(sid).fetch(), 401, 20003);
await fails(client.api.v2010.accounts("ACffffffffffffffffffffffffffffffff").fetch(), 404, 20404);
said("account");

const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: "+15550100200", limit: 5 });
assert.equal(number.phoneNumber, "+15550100200");
assert.equal(number.capabilities.sms, true);
assert.deepEqual(await client.incomingPhoneNumbers.list({ phoneNumber: "+15550100404", limit: 5 }), []);
said("numbers");

const heard = [];
let allHeard;
const delivered = new Promise(resolve => (allHeard = resolve));
const receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) {
        body += part;
    }
    heard.push({ signature: request.headers["x-twilio-signature"], form: Object.fromEntries(new URLSearchParams(body)) });
    response.writeHead(204).end();
    if (heard.length === 3) {
        allHeard();
    }
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
const statusCallback = `http://127.0.0.1:${receiver.address().port}/sms?message=m1`;

const message = await client.messages.create({ to: "+15550100300", from: "+15550100200", body: "Your viewing is on Friday.", statusCallback });
assert.match(message.sid, /^SM[0-9a-f]{32}$/);
assert.equal(message.status, "queued");
assert.equal(message.numSegments, "1");
assert.equal(message.errorCode, null);
await delivered;
assert.deepEqual(heard.map(one => one.form.MessageStatus), ["queued", "sent", "delivered"]);
for (const { signature, form } of heard) {
    assert.equal(form.MessageSid, message.sid);
    assert.ok(twilio.validateRequest(token, signature, statusCallback, form), "the signature is Twilio's");
    assert.ok(!twilio.validateRequest("f".repeat(32), signature, statusCallback, form));
}
receiver.close();
assert.equal((await client.messages(message.sid).fetch()).status, "delivered");
said("message and callbacks");

await client.messages.create({ to: "+15550100301", messagingServiceSid: "MG0123456789abcdef0123456789abcdef", body: "Hello" });
assert.equal((await client.messages.list({ pageSize: 1, limit: 2 })).length, 2);
assert.equal((await client.messages.list({ to: "+15550100301" })).length, 1);
const keyed = connect("SK0123456789abcdef0123456789abcdef", "abcdefghijklmnopqrstuvwxyz012345", { accountSid: sid });
assert.equal((await keyed.messages.list({ limit: 1 })).length, 1);
await fails(client.messages.create({ to: "+15550100000", from: "+15550100200", body: "x" }), 400, 21211);
await fails(client.messages.create({ to: "+15550100001", from: "+15550100200", body: "x" }), 400, 21610);
said("lists, keys and errors");
