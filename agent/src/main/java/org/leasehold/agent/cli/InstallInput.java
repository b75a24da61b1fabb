package org.leasehold.agent.cli;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostInstall;
import org.leasehold.core.protocol.Wire;
import picocli.CommandLine.Model.CommandSpec;

/// Orders come on the input, never on the command line, and answers go out as one JSON object.
final class InstallInput {
  private static final int BYTES_MAX = 65_536;

  private InstallInput() {}

  static <T> T read(Class<T> type) throws IOException, CallException {
    var text = new String(System.in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
    try {
      return Wire.fromJson(JsonParser.parseString(text), type);
    } catch (JsonParseException e) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS, "the input is no JSON: " + e.getMessage(), e);
    }
  }

  static int told(CommandSpec spec, HostInstall.EngineTold told) {
    spec.commandLine().getOut().println(Wire.GSON.toJson(told));
    spec.commandLine().getOut().flush();
    return code(told.refused(), told.failed());
  }

  static int told(CommandSpec spec, HostInstall.Told told) {
    spec.commandLine().getOut().println(Wire.GSON.toJson(told));
    spec.commandLine().getOut().flush();
    return code(told.refused(), told.failed());
  }

  private static int code(List<String> refused, String failed) {
    if (!refused.isEmpty()) return ExitCode.REFUSED;
    return failed.isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS;
  }
}
