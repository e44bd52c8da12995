// Says how long the order stays open. The status itself is kept fresh by htmx.
const tick = () => {
  for (const time of document.querySelectorAll("[data-countdown]")) {
    const seconds = Math.max(0, Math.floor((Date.parse(time.dateTime) - Date.now()) / 1000));
    time.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  }
};
tick();
setInterval(tick, 500);
document.addEventListener("htmx:afterSwap", tick);

// One press is enough: a second one while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
  } else {
    event.target.dataset.sent = "yes";
  }
});
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
  }
});
