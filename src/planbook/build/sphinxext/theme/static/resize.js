/* For pages that frame a chart: sets each frame to the height its page tells. Without it frames keep their own. */
(function () {
  "use strict";

  if (window.planbookResize) { return; }
  window.planbookResize = true;

  function frames() { return Array.from(document.querySelectorAll("iframe")); }

  window.addEventListener("message", function (event) {
    var told = event.data;
    if (!told || told.planbook !== "height" || !(told.height > 0)) { return; }
    frames().forEach(function (frame) {
      if (frame.contentWindow === event.source) { frame.style.height = told.height + "px"; }
    });
  });
  frames().forEach(function (frame) { /* those that were there first have told already */
    if (frame.contentWindow) { frame.contentWindow.postMessage({ planbook: "ask" }, "*"); }
  });
})();
