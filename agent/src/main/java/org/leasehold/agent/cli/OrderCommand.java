package org.leasehold.agent.cli;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import org.leasehold.core.protocol.Wire;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that takes an order: as JSON on the input, never on the command line; what was done
/// goes out as one JSON object.
abstract class OrderCommand<O> implements Callable<Integer> {
  private static final int BYTES_MAX = 65_536;

  private final Class<O> type;
  @Spec private CommandSpec spec = CommandSpec.create();

  OrderCommand(Class<O> type) {
    this.type = type;
  }

  /// @return the exit code
  abstract int carryOut(O order) throws IOException, InterruptedException;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var text = new String(System.in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
    try {
      return carryOut(Wire.fromJson(JsonParser.parseString(text), type));
    } catch (JsonParseException e) {
      return usage("the input is no JSON: " + e.getMessage());
    } catch (CallException e) {
      return usage(e.sentence());
    }
  }

  private int usage(String sentence) {
    spec.commandLine().getErr().println(sentence);
    return ExitCode.USAGE;
  }

  int told(HostInstall.EngineTold told) {
    return said(told, told.refused(), told.failed());
  }

  int told(HostInstall.Told told) {
    return said(told, told.refused(), told.failed());
  }

  private int said(Record told, List<String> refused, String failed) {
    spec.commandLine().getOut().println(Wire.GSON.toJson(told));
    spec.commandLine().getOut().flush();
    if (!refused.isEmpty()) return ExitCode.REFUSED;
    return failed.isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS;
  }
}
