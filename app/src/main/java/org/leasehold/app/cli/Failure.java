package org.leasehold.app.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.app.cli.cluster.TooLateException;
import org.leasehold.core.journal.JournalException;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.LeaseDaemonException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// What failed outside becomes one sentence on the error stream and an exit code; with `--json` an
/// object on the output as well.
final class Failure implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    var code = code(e);
    if (code == null) throw e;
    var sentence = sentence(e);
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + sentence);
    command.getErr().flush();
    if (wantsJson(parsed)) {
      command.getOut().println(json(code, sentence));
      command.getOut().flush();
    }
    return code.number();
  }

  /// Where the library's words are a path alone.
  private static String sentence(Exception e) {
    return switch (e) {
      case NoSuchFileException gone -> gone.getFile() + " does not exist; check the path";
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static boolean wantsJson(ParseResult parsed) {
    return parsed.originalArgs().contains("--json");
  }

  private static @org.jspecify.annotations.Nullable ExitCode code(Exception e) {
    return switch (e) {
      case BlockFileException _ -> ExitCode.UNREACHABLE;
      case LeaseDaemonException daemon ->
          switch (daemon.kind()) {
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case NO_ANSWER -> ExitCode.TIMED_OUT;
            case IN_USE, NOT_A_LEASE, NOT_JOINED, REFUSED -> ExitCode.REFUSED;
          };
      case LinkException _ -> ExitCode.UNREACHABLE;
      case IOException _ -> ExitCode.UNREACHABLE;
      case JournalException _ -> ExitCode.UNREACHABLE;
      case TooLateException _ -> ExitCode.TIMED_OUT;
      case Names.UnknownNameException _ -> ExitCode.USAGE;
      case CallException call ->
          switch (call.code()) {
            case TIMED_OUT -> ExitCode.TIMED_OUT;
            case LEASE_HELD, NOT_JOINED, RESOURCES, STALE, RULE, BUSY -> ExitCode.REFUSED;
            case INVALID_PARAMS, UNKNOWN_NAME -> ExitCode.USAGE;
            default -> ExitCode.UNREACHABLE;
          };
      default -> null;
    };
  }

  static String json(ExitCode code, String sentence) {
    var error = new JsonObject();
    error.addProperty("exit_code", code.number());
    error.addProperty("sentence", sentence);
    var object = new JsonObject();
    object.add("error", error);
    return object.toString();
  }
}
