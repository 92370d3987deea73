"use strict";

// The page works without this script; it adds only the copy button.
const token = document.getElementById("token");
const copy = document.getElementById("copy");
const status = document.getElementById("copied");

if (token && copy && status) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(token.value);
      status.textContent = "Token copied.";
    } catch {
      // No clipboard permission, or a page that is not served from a secure origin: hand over to the keyboard.
      token.focus();
      token.select();
      status.textContent = "Press Ctrl+C (on a Mac, Command+C) to copy the selected token.";
    }
  });
}
