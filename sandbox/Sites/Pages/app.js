// Builds the cards of a site whose server sends an empty shell.
const app = document.getElementById("app");
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" });
const day = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const list = element("div", "grid");
const more = element("button", "button", "Load more homes");
let next = app.dataset.api;
let busy = false;

function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className ?? "";
    made.textContent = text ?? "";
    return made;
}

function some(...parts) {
    return parts.filter(part => part !== null && part !== undefined && part !== "");
}

function count(number, one, many) {
    return number === null ? null : `${number} ${number === 1 ? one : many}`;
}

function rent(home) {
    return home.rent === null ? "Call for rent" : some(home.rent, home.rentMax).map(amount => money.format(amount)).join(" – ") + "/month";
}

function availability(home) {
    if (home.available === null) {
        return null;
    }
    return /^\d/.test(home.available) ? `Available ${day.format(new Date(home.available))}`
        : home.available === "Now" ? "Available now" : home.available;
}

function card(home) {
    const article = element("article", "home-card");
    article.dataset.homeId = home.id;
    for (const address of home.photos) {
        const image = element("img");
        image.src = address;
        image.alt = home.street;
        article.append(image);
    }
    article.append(
        element("h2", "home-address", home.unit === null ? home.street : `${home.street}, Unit ${home.unit}`),
        element("p", "home-town", some(home.city, some(home.state, home.zip).join(" ")).join(", ")),
        element("p", "home-rent", rent(home)),
        element("p", "home-facts", some(
            home.beds === 0 ? "Studio" : count(home.beds, "bed", "beds"), count(home.baths, "bath", "baths"),
            home.sqft === null ? null : `${home.sqft.toLocaleString("en-US")} sq ft`, home.type).join(" · ")));
    for (const [className, text] of [["home-available", availability(home)], ["home-about", home.description], ["home-pets", home.pets && `Pets: ${home.pets}`]]) {
        if (text) {
            article.append(element("p", className, text));
        }
    }
    if (home.features.length > 0) {
        const features = element("ul", "home-features");
        features.append(...home.features.map(feature => element("li", null, feature)));
        article.append(features);
    }
    return article;
}

async function load() {
    if (busy || next === null) {
        return;
    }
    busy = true;
    const answer = await (await fetch(next)).json();
    list.append(...answer.items.map(card));
    next = answer.next;
    busy = false;
    more.hidden = next === null;
    if (answer.total === 0) {
        list.replaceWith(element("p", null, "There are no homes available at this time."));
    } else if (app.dataset.paging === "all") {
        await load();
    }
}

more.type = "button";
more.hidden = true;
more.addEventListener("click", load);
app.replaceChildren(element("h1", null, "Homes for rent"), list, more);
start();

async function start() {
    await load();
    if (app.dataset.paging !== "all") {
        new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && load()).observe(more);
    }
}
