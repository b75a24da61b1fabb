package org.leasehold.app.cli.cluster;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.engine.EngineDoor;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.RemoteFace;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Wire;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A command that is a client of an engine's face.
public abstract class EngineCommand implements Callable<Integer> {
  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);
  private static final Duration OPERATION_MAX = Duration.ofMinutes(20);

  @Option(
      names = "--engine",
      paramLabel = "SOCKET|HOST",
      description =
          "engine to ask: a socket, or a host of the connected cluster (default: this user's, else the one that acts)")
  private @Nullable String engine;

  @Option(names = "--json", description = "print JSON")
  protected boolean json;

  @Spec protected CommandSpec spec = CommandSpec.create();

  @Override
  public final Integer call() throws Exception {
    try (var face = connect()) {
      int code = run(face, Names.of(face.latest()));
      out().flush();
      return code;
    }
  }

  protected abstract int run(EngineFace face, Names names) throws Exception;

  /// Whether snapshots are to come in.
  protected boolean follows() {
    return false;
  }

  private RemoteFace connect() throws IOException, CallException {
    return new EngineDoor(EnginePlaces.ofThisUser(), "leasehold " + spec.name(), follows())
        .open(engine);
  }

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// For what people are told beside the answer.
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /// Who asks, for the journal.
  protected static String operator() {
    return System.getProperty("user.name", "somebody");
  }

  protected final int ask(EngineFace face, Request request) throws Exception {
    return told(await(face.ask(operator(), request), REQUEST_MAX));
  }

  protected final int ask(EngineFace face, Operation operation) throws Exception {
    return told(await(face.ask(operator(), operation), OPERATION_MAX));
  }

  protected final int told(Answer answer) {
    return Told.tell(spec, json, answer);
  }

  /// A record, or a list of them, as the engine's own JSON.
  protected final void printJson(Object value) {
    var tree = value instanceof JsonObject object ? object : Wire.toJson(value);
    out()
        .println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(tree));
  }

  protected static <T> T await(CompletableFuture<T> future, Duration atMost) throws Exception {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new TooLateException(
          "no answer within %d s; it may still happen: see `leasehold events`"
              .formatted(atMost.toSeconds()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallException call) throw call;
      throw e;
    }
  }

  protected final CommandLine.ParameterException wrong(String sentence) {
    return new CommandLine.ParameterException(spec.commandLine(), sentence);
  }
}
