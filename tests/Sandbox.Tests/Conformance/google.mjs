// Drives /google with Google's own clients: node google.mjs http://127.0.0.1:8090
// Says what it found as one JSON line a step; the first thing that is not as the clients expect ends it with an error.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { calendar as connect } from "@googleapis/calendar";
import { CodeChallengeMethod, OAuth2Client } from "google-auth-library";

const origin = process.argv[2];
const google = `${origin}/google`;
const email = `${randomUUID()}@oakhill.test`;
const said = step => console.log(JSON.stringify({ step }));

const newClient = (clientSecret = "sandbox-google-secret") => new OAuth2Client({
    clientId: "peterental.apps.googleusercontent.test",
    clientSecret,
    redirectUri: "http://localhost:8080/calendars/callback",
    endpoints: {
        oauth2AuthBaseUrl: `${google}/o/oauth2/v2/auth`,
        oauth2TokenUrl: `${google}/token`,
        oauth2RevokeUrl: `${google}/revoke`,
        oauth2FederatedSignonPemCertsUrl: `${google}/oauth2/v1/certs`,
        oauth2FederatedSignonJwkCertsUrl: `${google}/oauth2/v3/certs`,
    },
});

const scope = ["openid", "email", ...["events", "freebusy", "calendarlist.readonly"].map(name => `https://www.googleapis.com/auth/calendar.${name}`)];

/** Consents as a browser would, and gives the code. */
const consent = async (client, options = {}) => {
    const address = client.generateAuthUrl({ access_type: "offline", scope, state: "s/1", login_hint: email, prompt: "none", ...options });
    const response = await fetch(address, { redirect: "manual" });
    assert.equal(response.status, 302);
    const answer = new URL(response.headers.get("location")).searchParams;
    assert.equal(answer.get("state"), "s/1");
    return answer.get("code");
};

const fails = async (promise, status, reason) => {
    const error = await promise.then(() => assert.fail(`expected ${status}`), thrown => thrown);
    assert.equal(error.response?.status, status, `${error}`);
    const body = error.response.data.error;
    assert.equal(typeof body === "string" ? body : body.errors[0].reason, reason);
};

// Tokens
const client = newClient();
const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
const pkce = { code_challenge: codeChallenge, code_challenge_method: CodeChallengeMethod.S256 };
const code = await consent(client, pkce);
const { tokens } = await client.getToken({ code, codeVerifier });
assert.ok(tokens.refresh_token && tokens.access_token && tokens.expiry_date > Date.now());
assert.ok(scope.slice(2).every(name => tokens.scope.split(" ").includes(name)));
await fails(client.getToken({ code, codeVerifier }), 400, "invalid_grant");
await fails(client.getToken({ code: await consent(client, pkce), codeVerifier: "another-verifier" }), 400, "invalid_grant");
await fails(newClient("wrong").getToken(await consent(client)), 401, "invalid_client");
const ticket = await client.verifyIdToken({ idToken: tokens.id_token, audience: client._clientId });
assert.equal(ticket.getPayload().email, email);
assert.equal(ticket.getPayload().email_verified, true);
assert.equal((await client.getToken(await consent(client))).tokens.refresh_token, undefined);
assert.ok((await client.getToken(await consent(client, { sandbox_consent: "1" }))).tokens.refresh_token);
client.setCredentials({ refresh_token: tokens.refresh_token });
const { credentials } = await client.refreshAccessToken();
assert.ok(credentials.access_token !== tokens.access_token);
assert.equal(credentials.refresh_token, tokens.refresh_token);
said("tokens");

// Calendars and free/busy
// Given to the client as a whole, rootUrl loses its path; given to each call it is kept.
const api = connect({ version: "v3", auth: client });
const below = resource => new Proxy(resource, {
    get: (target, name) => (parameters, options) => target[name](parameters, { rootUrl: `${google}/`, ...options }),
});
const calendar = Object.fromEntries(["calendarList", "settings", "freebusy", "events", "channels"].map(name => [name, below(api[name])]));
const { data: { items: calendars } } = await calendar.calendarList.list({ maxResults: 250, minAccessRole: "writer" });
assert.deepEqual(calendars.map(one => [one.id, one.primary, one.accessRole, one.timeZone]), [[email, true, "owner", "America/Chicago"]]);
await fails(calendar.settings.get({ setting: "timezone" }), 403, "insufficientPermissions");
const busy = async () => (await calendar.freebusy.query({
    requestBody: { timeMin: "2027-03-01T00:00:00Z", timeMax: "2027-04-01T00:00:00Z", items: [{ id: email }, { id: "nobody@oakhill.test" }] },
})).data.calendars;
assert.deepEqual((await busy())[email].busy, []);
assert.equal((await busy())["nobody@oakhill.test"].errors[0].reason, "notFound");
said("calendars and free/busy");

// Events
const eventId = randomUUID().replaceAll("-", "");
const wanted = {
    id: eventId,
    summary: "Viewing of 12 Oak Street",
    start: { dateTime: "2027-03-01T10:00:00-06:00", timeZone: "America/Chicago" },
    end: { dateTime: "2027-03-01T10:30:00-06:00", timeZone: "America/Chicago" },
    attendees: [{ email: "caller@example.test", displayName: "Caller" }],
    reminders: { useDefault: false, overrides: [{ method: "popup", minutes: 30 }] },
    extendedProperties: { private: { appointment: "a1" } },
};
const insert = () => calendar.events.insert({ calendarId: email, sendUpdates: "all", requestBody: wanted });
const { data: made, status } = await insert();
assert.equal(status, 200);
for (const name of ["id", "summary", "start", "end", "reminders", "extendedProperties"]) {
    assert.deepEqual(made[name], wanted[name], name);
}
await fails(insert(), 409, "duplicate");
assert.deepEqual((await calendar.events.get({ calendarId: "primary", eventId })).data, made);
assert.deepEqual((await busy())[email].busy, [{ start: "2027-03-01T16:00:00Z", end: "2027-03-01T16:30:00Z" }]);
const patch = etag => calendar.events.patch({ calendarId: "primary", eventId, requestBody: { summary: "Moved" } }, { headers: { "If-Match": etag } });
const { data: changed } = await patch(made.etag);
assert.equal(changed.summary, "Moved");
assert.deepEqual(changed.attendees, made.attendees);
await fails(patch(made.etag), 412, "conditionNotMet");
const series = (await calendar.events.insert({
    calendarId: "primary",
    requestBody: {
        summary: "Stand-up",
        start: { dateTime: "2027-03-08T09:00:00", timeZone: "America/Chicago" },
        end: { dateTime: "2027-03-08T09:15:00", timeZone: "America/Chicago" },
        recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"],
    },
})).data;
const list = async parameters => {
    const all = [];
    for (let pageToken; ;) {
        const { data } = await calendar.events.list({ calendarId: "primary", singleEvents: true, maxResults: 2, pageToken, ...parameters });
        all.push(...data.items);
        if (!(pageToken = data.nextPageToken)) {
            return { all, syncToken: data.nextSyncToken };
        }
    }
};
const listed = await list({ timeMin: "2027-03-01T00:00:00Z", timeMax: "2027-04-01T00:00:00Z", orderBy: "startTime" });
assert.deepEqual(listed.all.map(one => one.start.dateTime), [
    "2027-03-01T10:00:00-06:00", "2027-03-08T09:00:00-06:00", "2027-03-15T09:00:00-05:00", "2027-03-22T09:00:00-05:00",
]);
assert.equal((await list({ privateExtendedProperty: ["appointment=a1"] })).all[0].id, eventId);
const { syncToken } = await list({});
const { status: deleted, data: nothing } = await calendar.events.delete({ calendarId: "primary", eventId, sendUpdates: "all" });
assert.equal(deleted, 204);
assert.ok(!nothing);
await fails(calendar.events.delete({ calendarId: "primary", eventId }), 410, "deleted");
await fails(calendar.events.delete({ calendarId: "primary", eventId: "never0" }), 404, "notFound");
await fails(insert(), 409, "duplicate");
assert.deepEqual((await list({ syncToken })).all.map(one => [one.id, one.status]), [[eventId, "cancelled"]]);
await fails(calendar.events.list({ calendarId: "primary", singleEvents: true, syncToken, timeMin: "2027-03-01T00:00:00Z" }), 400, "invalid");
const { data: moved } = await calendar.events.update({
    calendarId: "primary",
    eventId: series.id,
    requestBody: { summary: "Weekly", start: { date: "2027-05-03" }, end: { date: "2027-05-04" } },
});
assert.deepEqual([moved.summary, moved.start, moved.recurrence], ["Weekly", { date: "2027-05-03" }, undefined]);
await fetch(`${origin}/control/google/accounts/${email}/expire-sync`, { method: "POST" });
await fails(calendar.events.list({ calendarId: "primary", singleEvents: true, syncToken }), 410, "fullSyncRequired");
said("events");

// Channels
const hook = `google-${randomUUID()}`;
const watch = { id: randomUUID(), type: "web_hook", address: `${origin}/hooks/${hook}`, token: "channel-token", params: { ttl: "600" } };
const { data: channel } = await calendar.events.watch({ calendarId: "primary", requestBody: watch });
assert.equal(channel.kind, "api#channel");
assert.ok(Number(channel.expiration) > Date.now());
await fails(calendar.events.watch({ calendarId: "primary", requestBody: watch }), 400, "channelIdNotUnique");
await calendar.events.delete({ calendarId: "primary", eventId: series.id });
const heard = async () => (await (await fetch(`${origin}/control/requests?target=hooks/${hook}`)).json()).requests;
for (const end = Date.now() + 20_000; (await heard()).length < 2 && Date.now() < end;) {
    await new Promise(resolve => setTimeout(resolve, 20));
}
assert.deepEqual((await heard()).map(({ headers }) => [headers["x-goog-resource-state"], headers["x-goog-message-number"], headers["x-goog-resource-id"]]), [
    ["sync", "1", channel.resourceId], ["exists", "2", channel.resourceId],
]);
assert.equal((await calendar.channels.stop({ requestBody: { id: channel.id, resourceId: channel.resourceId } })).status, 204);
await fails(calendar.channels.stop({ requestBody: { id: channel.id, resourceId: channel.resourceId } }), 404, "notFound");
said("channels");

// Revocation
await client.revokeCredentials();
client.setCredentials({ refresh_token: tokens.refresh_token });
await fails(client.refreshAccessToken(), 400, "invalid_grant");
said("revocation");
