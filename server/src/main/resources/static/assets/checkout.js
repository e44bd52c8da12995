// Says how long the order stays open. The status itself is kept fresh by htmx.
const tick = () => {
  for (const time of document.querySelectorAll("[data-countdown]")) {
    const seconds = Math.max(0, Math.floor((Date.parse(time.dateTime) - Date.now()) / 1000));
    const hours = Math.floor(seconds / 3600);
    const two = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(seconds / 60) % 60;
    time.textContent = hours
      ? hours + ":" + two(minutes) + ":" + two(seconds % 60)
      : minutes + ":" + two(seconds % 60);
  }
};

// Buttons that copy are there only where a script can.
const offerCopies = () => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
  }
};

const refresh = () => {
  tick();
  offerCopies();
};
refresh();
setInterval(tick, 500);

// Whoever was within the part that is replaced stays there, and is not thrown back to the top.
let within = false;
document.addEventListener("htmx:beforeSwap", () => {
  within = document.activeElement?.closest("#status") != null;
});
document.addEventListener("htmx:afterSwap", () => {
  refresh();
  if (within) {
    document.querySelector("#status h2")?.focus();
    within = false;
  }
});

const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS there is no clipboard but by the old way.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    const before = document.activeElement;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    return done;
  }
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button && !button.classList.contains("copied") && (await copied(button.dataset.copy))) {
    const words = button.firstElementChild;
    const usual = words.textContent;
    words.textContent = button.dataset.done;
    button.classList.add("copied");
    document.getElementById("said").textContent = button.dataset.said;
    setTimeout(() => {
      words.textContent = usual;
      button.classList.remove("copied");
    }, 2500);
  }
});

// One press is enough: a second one while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
  } else {
    event.target.dataset.sent = "yes";
    event.submitter?.classList.add("pressed");
  }
});

// A page that the browser kept from before may show what is over.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});

// On to a provider that wants a form; going back from there must not lead on again.
const onward = document.getElementById("onward");
if (new URLSearchParams(location.search).has("go")) {
  history.replaceState(null, "", location.pathname);
  onward?.requestSubmit();
}
