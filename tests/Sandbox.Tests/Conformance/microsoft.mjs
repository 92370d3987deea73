// Drives /microsoft with Microsoft's own clients for Node.js: node microsoft.mjs http://127.0.0.1:8090
// Says what it found as one JSON line a step; the first thing that is not as the clients expect ends it with an error.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { ConfidentialClientApplication, CryptoProvider, InteractionRequiredAuthError, ServerError } from "@azure/msal-node";
import graphClient from "@microsoft/microsoft-graph-client";

const { AuthenticationHandler, Client, GraphError, PageIterator, RetryHandler, RetryHandlerOptions } = graphClient;
const sandbox = process.argv[2];
const email = `ada-${randomUUID()}@oakhill.test`;
const redirectUri = "https://calendar.peterental.test/callback";
const said = step => console.log(JSON.stringify({ step }));

// Both clients speak https only. This stands where a proxy would that ends TLS in front of the sandbox.
const publicly = { login: "https://login.sandbox.test", graph: "https://graph.microsoft.com" };
const inward = address => Object.entries(publicly).reduce((url, [name, origin]) => url.replace(origin, `${sandbox}/microsoft/${name}`), address);
const outward = text => Object.entries(publicly).reduce((body, [name, origin]) => body.replaceAll(`${sandbox}/microsoft/${name}`, origin), text);
const call = async (url, options) => {
    const response = await fetch(inward(url), { ...options, redirect: "manual" });
    return new Response(response.status === 204 ? null : outward(await response.text()), { status: response.status, headers: response.headers });
};

const networkClient = {
    send: async (method, url, { headers, body } = {}) => {
        const response = await call(url, { method, headers, body });
        return { headers: Object.fromEntries(response.headers), body: await response.json(), status: response.status };
    },
    sendGetRequestAsync: (url, options) => networkClient.send("GET", url, options),
    sendPostRequestAsync: (url, options) => networkClient.send("POST", url, options),
};
const application = (clientSecret = "sandbox-microsoft-secret") => new ConfidentialClientApplication({
    auth: { clientId: "11111111-2222-4333-8444-555555555555", clientSecret, authority: `${publicly.login}/common`, knownAuthorities: ["login.sandbox.test"] },
    system: { networkClient },
});

const control = async (method, path, body) => {
    const response = await fetch(`${sandbox}/control/microsoft/accounts/${email}${path}`, {
        method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.status === 204 ? undefined : response.json();
};

// Sign-in
const scopes = ["User.Read", "Calendars.ReadWrite", "MailboxSettings.Read"];
const consent = async (app, pkce) => {
    const address = await app.getAuthCodeUrl({
        scopes, redirectUri, state: "s1", prompt: "none", loginHint: email, codeChallenge: pkce.challenge, codeChallengeMethod: "S256",
    });
    const location = new URL((await call(address)).headers.get("location"));
    assert.equal(location.searchParams.get("state"), "s1");
    assert.equal(location.searchParams.get("error"), null);
    return location.searchParams.get("code");
};
const app = application();
const pkce = await new CryptoProvider().generatePkceCodes();
const code = await consent(app, pkce);
const tokens = await app.acquireTokenByCode({ code, scopes, redirectUri, codeVerifier: pkce.verifier });
assert.equal(tokens.account.username, email);
assert.equal(tokens.account.homeAccountId, `${tokens.idTokenClaims.oid}.${tokens.idTokenClaims.tid}`);
assert.deepEqual(scopes.filter(scope => !tokens.scopes.includes(scope)), []);
assert.ok(Math.abs(tokens.expiresOn - Date.now() - 3_600_000) < 60_000);
said("sign-in");

// Refused tokens
const refused = async (promise, type, error, number) => {
    const thrown = await promise.then(() => assert.fail(`expected ${error}`), caught => caught);
    assert.ok(thrown instanceof type, `${thrown.constructor.name}: ${thrown}`);
    assert.equal(thrown.errorCode, error);
    assert.match(thrown.errorMessage, new RegExp(`AADSTS${number}:`));
};
await refused(app.acquireTokenByCode({ code, scopes, redirectUri, codeVerifier: pkce.verifier }), ServerError, "invalid_grant", 54005);
const again = await consent(app, pkce);
await refused(application("wrong").acquireTokenByCode({ code: again, scopes, redirectUri, codeVerifier: pkce.verifier }), ServerError, "invalid_client", 7000215);
await refused(app.acquireTokenByCode({ code: again, scopes, redirectUri, codeVerifier: "x".repeat(43) }), ServerError, "invalid_grant", 501481);
said("refused tokens");

// Refresh
const refreshed = await app.acquireTokenSilent({ account: tokens.account, scopes, forceRefresh: true });
assert.notEqual(refreshed.accessToken, tokens.accessToken);
assert.equal(refreshed.account.homeAccountId, tokens.account.homeAccountId);
const [kept] = Object.values(JSON.parse(app.getTokenCache().serialize()).RefreshToken);
const renewed = await app.acquireTokenByRefreshToken({ refreshToken: kept.secret, scopes });
assert.notEqual(renewed.accessToken, refreshed.accessToken);
said("refresh");

// Graph: who, where and which calendars
const authentication = new AuthenticationHandler({ getAccessToken: async () => renewed.accessToken });
const retries = new RetryHandler(new RetryHandlerOptions(1, 3));
authentication.setNext(retries);
retries.setNext({ execute: async context => { context.response = await call(context.request, context.options); } });
const graph = Client.initWithMiddleware({ middleware: authentication });
const me = await graph.api("/me").select(["id", "mail", "userPrincipalName"]).get();
assert.equal(me.id, tokens.idTokenClaims.oid);
assert.equal(me.userPrincipalName, email);
assert.equal((await graph.api("/me/mailboxSettings").get()).timeZone, "Central Standard Time");
const calendars = await graph.api("/me/calendars").get();
assert.deepEqual(calendars.value.map(calendar => [calendar.name, calendar.canEdit, calendar.owner.address]), [["Calendar", true, email]]);
assert.equal((await graph.api("/me/calendar").get()).id, calendars.value[0].id);
said("me and calendars");

// Events
const fails = async (promise, status, errorCode) => {
    const thrown = await promise.then(() => assert.fail(`expected ${errorCode}`), caught => caught);
    assert.ok(thrown instanceof GraphError, `${thrown}`);
    assert.equal(thrown.statusCode, status);
    assert.equal(thrown.code, errorCode);
    assert.ok(thrown.requestId);
    return thrown;
};
const at = dateTime => ({ dateTime, timeZone: "Central Standard Time" });
const wanted = {
    subject: "Viewing: 12 Oak Street",
    body: { contentType: "text", content: "Ask for Ada." },
    start: at("2026-03-16T09:00:00"),
    end: at("2026-03-16T09:30:00"),
    location: { displayName: "12 Oak Street", address: { street: "12 Oak Street", city: "Chicago", state: "IL", postalCode: "60601", countryOrRegion: "US" } },
    attendees: [{ emailAddress: { address: "tenant@example.test", name: "Tess Tenant" }, type: "required" }],
    showAs: "busy",
    reminderMinutesBeforeStart: 30,
    transactionId: randomUUID(),
};
const made = await graph.api("/me/events").header("Prefer", "IdType=\"ImmutableId\"").post(wanted);
assert.deepEqual(made.start, { dateTime: "2026-03-16T14:00:00.0000000", timeZone: "UTC" });
assert.equal(made.transactionId, wanted.transactionId);
const duplicate = await fails(graph.api("/me/events").post(wanted), 409, "ErrorDuplicateTransactionId");
assert.equal(JSON.parse(duplicate.body)["@event.existingEventId"], made.id);
const moved = await graph.api(`/me/events/${encodeURIComponent(made.id)}`).header("If-Match", made["@odata.etag"]).patch({ start: at("2026-03-16T10:00:00"), end: at("2026-03-16T10:30:00") });
assert.equal(moved.start.dateTime, "2026-03-16T15:00:00.0000000");
await fails(graph.api(`/me/events/${made.id}`).header("If-Match", made["@odata.etag"]).patch({ subject: "x" }), 412, "ErrorIrresolvableConflict");
await fails(graph.api("/me/events").post({ ...wanted, color: "red" }), 400, "RequestBodyRead");
await graph.api(`/me/events/${made.id}/cancel`).post({ comment: "The flat is let." });
await fails(graph.api(`/me/events/${made.id}`).get(), 404, "ErrorItemNotFound");
assert.deepEqual((await control("GET", "/invitations")).invitations.map(mail => mail.kind), ["invitation", "update", "cancellation"]);
said("events");

// A view over pages, series taken apart
const series = { pattern: { type: "weekly", interval: 1, daysOfWeek: ["monday", "thursday"] }, range: { type: "noEnd", startDate: "2026-03-02" } };
await control("POST", "/events", { subject: "Standing", start: at("2026-03-02T09:00:00"), end: at("2026-03-02T10:00:00"), recurrence: series });
for (let day = 1; day <= 12; day++) {
    await graph.api("/me/events").post({ subject: `Viewing ${day}`, start: at(`2026-03-${String(day).padStart(2, "0")}T12:00:00`), end: at(`2026-03-${String(day).padStart(2, "0")}T12:30:00`) });
}
const view = await graph.api("/me/calendarView").query({ startDateTime: "2026-03-01T00:00:00-06:00", endDateTime: "2026-04-01T00:00:00-05:00" })
    .header("Prefer", "outlook.timezone=\"America/Chicago\"").select("subject,start,end,showAs,type").get();
const seen = [];
await new PageIterator(graph, view, one => { seen.push(one); return true; }, { headers: { Prefer: "outlook.timezone=\"America/Chicago\"" } }).iterate();
assert.equal(view.value.length, 10);
assert.deepEqual(seen.map(one => one.start.dateTime), seen.map(one => one.start.dateTime).sort());
assert.equal(seen.filter(one => one.subject.startsWith("Viewing")).length, 12);
const occurrences = seen.filter(one => one.type === "occurrence");
assert.equal(occurrences.length, 9);
assert.ok(occurrences.every(one => one.start.dateTime.endsWith("T09:00:00.0000000") && one.start.timeZone === "America/Chicago"));
const schedule = await graph.api("/me/calendar/getSchedule").post({ schedules: [email], startTime: at("2026-03-02T08:00:00"), endTime: at("2026-03-02T13:00:00"), availabilityViewInterval: 60 });
assert.equal(schedule.value[0].availabilityView, "02002");
said("views, series and schedules");

// Changes: delta and notifications
const heard = [];
let told;
const receiver = createServer(async (request, response) => {
    const token = new URL(request.url, "http://receiver").searchParams.get("validationToken");
    let body = "";
    for await (const part of request) {
        body += part;
    }
    if (token !== null) {
        response.writeHead(200, { "Content-Type": "text/plain" }).end(token);
        return;
    }
    response.writeHead(202).end();
    heard.push(...JSON.parse(body).value);
    told();
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
const subscription = await graph.api("/subscriptions").post({
    changeType: "created,updated,deleted", notificationUrl: `http://127.0.0.1:${receiver.address().port}/graph`, resource: "/me/events",
    expirationDateTime: new Date(Date.now() + 86_400_000).toISOString(), clientState: "s3cret",
});
const firstRound = await graph.api("/me/calendarView/delta").query({ startDateTime: "2026-03-01T00:00:00Z", endDateTime: "2026-04-01T00:00:00Z" })
    .header("Prefer", "odata.maxpagesize=200").get();
const announced = new Promise(resolve => (told = resolve));
const added = await control("POST", "/events", { subject: "Dentist", start: at("2026-03-20T14:00:00"), end: at("2026-03-20T15:00:00") });
await announced;
assert.deepEqual(heard.map(one => [one.subscriptionId, one.clientState, one.changeType, one.resourceData.id]), [[subscription.id, "s3cret", "created", added.id]]);
receiver.close();
const changes = await graph.api(firstRound["@odata.deltaLink"]).get();
assert.deepEqual(changes.value.map(one => one.subject), ["Dentist"]);
await graph.api(`/subscriptions/${subscription.id}`).patch({ expirationDateTime: new Date(Date.now() + 2 * 86_400_000).toISOString() });
await graph.api(`/subscriptions/${subscription.id}`).delete();
await control("POST", "/expire-sync");
await fails(graph.api(changes["@odata.deltaLink"]).get(), 410, "syncStateNotFound");
said("delta and subscriptions");

// Throttled once, then revoked
await fetch(`${sandbox}/control/faults`, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ target: "microsoft/graph", account: email, status: 429, headers: { "Retry-After": "1" }, times: 1 }),
});
assert.equal((await graph.api("/me").get()).id, me.id);
await control("POST", "/revoke");
await fails(graph.api("/me").get(), 401, "InvalidAuthenticationToken");
await refused(app.acquireTokenSilent({ account: tokens.account, scopes, forceRefresh: true }), InteractionRequiredAuthError, "invalid_grant", 50173);
said("throttled and revoked");
