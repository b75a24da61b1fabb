package org.leasehold.app.cli.document;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.DocumentDifference;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `leasehold document`: which cluster document counts, and what others said that lost against it.
@Command(
    name = "document",
    description = {
      "Show which cluster document each host keeps, and those it keeps aside since a newer one",
      "replaced them; with --aside, what one of them says otherwise than the one that counts. Where"
          + " two",
      "engines wrote apart from each other, the event agent.document.lost names the one that lost."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold document",
      "  leasehold document --aside 4.13",
    })
public final class DocumentCommand extends EngineCommand {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

  @Option(
      names = "--aside",
      paramLabel = "EPOCH.REVISION",
      description = "a document that a host keeps aside")
  private @Nullable String aside;

  /// @param kept `EPOCH.REVISION`, empty when it keeps none
  /// @param aside the same of those that were replaced, newest first
  /// @param trouble why it could not be asked; empty otherwise
  record Host(String name, String kept, List<String> aside, String trouble) {}

  record Documents(String counts, List<Host> hosts) {}

  record Difference(String aside, String host, String counts, List<String> differences) {}

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var counts = ClusterTopic.Aside.of(names.document()).name();
    if (aside != null) return difference(face, names, aside, counts);
    var hosts = new ArrayList<Host>();
    for (var host : names.document().hosts().values()) {
      hosts.add(look(face, host.id(), host.name()));
    }
    if (json) printJson(new Documents(counts, hosts));
    else print(counts, hosts);
    return ExitCode.DONE.number();
  }

  private static Host look(EngineFace face, HostId id, String name) throws Exception {
    try {
      var kept =
          await(face.look(id, ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing()), ANSWER_MAX);
      var document = kept.document();
      return new Host(
          name,
          document == null ? "" : ClusterTopic.Aside.of(document).name(),
          kept.aside().stream().map(ClusterTopic.Aside::name).toList(),
          "");
    } catch (CallException e) {
      return new Host(name, "", List.of(), e.sentence());
    }
  }

  private void print(String counts, List<Host> hosts) {
    out().println("document %s counts (epoch.revision)".formatted(counts));
    for (var host : hosts) {
      out()
          .println(
              host.trouble().isEmpty()
                  ? "  %s keeps %s; aside: %s"
                      .formatted(
                          host.name(),
                          host.kept().isEmpty() ? "none" : host.kept(),
                          host.aside().isEmpty() ? "none" : String.join(" ", host.aside()))
                  : "  %s: %s".formatted(host.name(), host.trouble()));
    }
  }

  private int difference(EngineFace face, Names names, String which, String counts)
      throws Exception {
    var wanted = parsed(which);
    for (var host : names.document().hosts().values()) {
      try {
        var its =
            await(face.look(host.id(), ClusterTopic.GET_ASIDE, wanted), ANSWER_MAX).document();
        var told =
            new Difference(
                which, host.name(), counts, DocumentDifference.of(its, names.document()));
        if (json) printJson(told);
        else print(told);
        return ExitCode.DONE.number();
      } catch (CallException _) {
        // It has none, or does not answer; the next may.
      }
    }
    throw wrong(
        "no host in reach keeps a document %s aside; see: leasehold document".formatted(which));
  }

  private void print(Difference told) {
    out()
        .println(
            "document %s, kept aside on %s, says otherwise than %s:"
                .formatted(told.aside(), told.host(), told.counts()));
    for (var line : told.differences()) out().println("  " + line);
    if (told.differences().isEmpty()) out().println("  nothing");
  }

  private ClusterTopic.Aside parsed(String text) {
    try {
      var parts = text.split("\\.", 2);
      return new ClusterTopic.Aside(
          new Epoch(Long.parseLong(parts[0])), Long.parseLong(parts[parts.length - 1]));
    } catch (IllegalArgumentException e) {
      throw wrong("a document is named EPOCH.REVISION, such as 4.13, not " + text);
    }
  }
}
