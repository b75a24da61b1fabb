package org.leasehold.agent.cli;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the other end of an SSH login may ask for: one of five things, spelled exactly.
sealed interface SshRequest {
  /// One of the five.
  sealed interface Allowed extends SshRequest {}

  /// Connect to the agent.
  record Attach() implements Allowed {}

  /// Connect to the engine of this host.
  record Engine() implements Allowed {}

  /// Restart the agent; touches no VM.
  record RestartAgent() implements Allowed {}

  /// Connect to a VM's display.
  ///
  /// @param vm UUID
  record Display(String vm) implements Allowed {}

  /// Connect an incoming migration to libvirt, once.
  ///
  /// @param token as `vm/prepareIncoming` made it
  record MigrateIn(String token) implements Allowed {}

  /// Anything else.
  record Refused(String sentence) implements SshRequest {}

  Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  Pattern TOKEN = Pattern.compile("[0-9a-zA-Z_-]{16,128}");

  String LIST = "attach, engine, restart-agent, display VM and migrate-in TOKEN are";

  /// What a key may ask for whose only right is to move VMs here.
  default SshRequest migrationsOnly() {
    return this instanceof Allowed && !(this instanceof MigrateIn)
        ? new Refused("this key is for migrations only; migrate-in TOKEN is allowed")
        : this;
  }

  static SshRequest parse(@Nullable String command) {
    if (command == null || command.isEmpty()) {
      return new Refused("no shell here; " + LIST + " what this login is for");
    }
    return switch (command) {
      case "attach" -> new Attach();
      case "engine" -> new Engine();
      case "restart-agent" -> new RestartAgent();
      default -> withArgument(command);
    };
  }

  private static SshRequest withArgument(String command) {
    int space = command.indexOf(' ');
    var verb = space < 0 ? command : command.substring(0, space);
    var argument = space < 0 ? "" : command.substring(space + 1);
    if (verb.equals("display")) {
      return UUID.matcher(argument).matches()
          ? new Display(argument)
          : new Refused("display wants the VM's UUID in lower case");
    }
    if (verb.equals("migrate-in")) {
      return TOKEN.matcher(argument).matches()
          ? new MigrateIn(argument)
          : new Refused("migrate-in wants the token that the target's agent made");
    }
    return new Refused("that is not allowed here; only " + LIST + " allowed");
  }
}
