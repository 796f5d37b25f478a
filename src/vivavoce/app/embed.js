// Embeds the candidate's room in a page. Load it from your installation: <script src="…/embed.js"></script>
(function () {
  "use strict";
  var home = new URL(document.currentScript.src).origin;
  var LOADS_WITHIN_MS = 20000;
  var KINDS = ["ready", "started", "ended", "error", "resize"];

  // options: token, and optionally title, height (pixels), minHeight (pixels), on (a function of an event).
  function embed(place, options) {
    var element = typeof place === "string" ? document.querySelector(place) : place;
    if (!element) throw new Error("Vivavoce.embed: there is no element " + place);
    if (!options || !options.token) throw new Error("Vivavoce.embed: give it a token");
    var frame = document.createElement("iframe");
    var least = options.minHeight || 480;
    frame.title = options.title || "Interview";
    frame.allow = ["microphone", "camera", "autoplay", "screen-wake-lock"].map(function (right) {
      return right + " " + home;
    }).join("; ");
    frame.referrerPolicy = "no-referrer";
    frame.style.cssText = "display:block;width:100%;border:0;height:" + (options.height || least) + "px";
    frame.src = home + "/interview/embed/" + encodeURIComponent(options.token);

    function pass(event) {
      if (options.on) options.on(event);
      element.dispatchEvent(new CustomEvent("vivavoce:" + event.type, { detail: event, bubbles: true }));
    }
    function hear(message) {
      if (message.origin !== home || message.source !== frame.contentWindow) return;
      var event = message.data;
      if (!event || event.source !== "vivavoce" || KINDS.indexOf(event.type) < 0) return;
      clearTimeout(timer);
      if (event.type === "resize" && !options.height) {
        frame.style.height = Math.max(least, Math.ceil(event.height)) + "px";
      }
      pass(event);
    }
    function close() {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      frame.remove();
    }
    // A refused frame says nothing: its token expired, or it is not for this origin.
    var timer = setTimeout(function () {
      pass({ source: "vivavoce", type: "error", code: "not_loaded" });
    }, LOADS_WITHIN_MS);
    window.addEventListener("message", hear);
    element.appendChild(frame);
    return { frame: frame, close: close };
  }

  window.Vivavoce = { embed: embed };
})();
