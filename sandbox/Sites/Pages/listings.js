// Pictures are loaded when the page is shown, as AppFolio's own script does: src is a blank until then.
for (const image of document.querySelectorAll("img.lazy[data-original]")) {
    image.src = image.dataset.original;
    image.classList.remove("is-placeholder");
}
