package org.leasehold.app.console.incidents;

/// An incident as plain text, for a mail or a ticket.
final class IncidentText {
  private IncidentText() {}

  static String of(IncidentPage page) {
    var text = new StringBuilder();
    line(text, "incident %d: %s".formatted(page.number(), page.title()));
    line(text, "  " + page.when());
    if (!page.cause().isEmpty()) line(text, "  " + page.cause());
    for (var proof : page.proofs()) {
      line(text, "");
      line(text, proof.name() + ": " + proof.headline());
      for (var fact : proof.facts()) line(text, "  %-16s %s".formatted(fact.what(), fact.text()));
      for (var time : proof.times()) {
        var detail = time.detail().isEmpty() ? "" : " (" + time.detail() + ")";
        line(text, "  %-16s %s%s".formatted(time.what(), time.after(), detail));
      }
    }
    if (!page.forecast().isEmpty()) {
      line(text, "");
      line(text, page.forecast());
    }
    line(text, "");
    for (var event : page.events()) {
      line(
          text,
          "%s  %-10s %s  %s"
              .formatted(event.clock(), event.subject(), event.what(), event.because())
              .stripTrailing());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
