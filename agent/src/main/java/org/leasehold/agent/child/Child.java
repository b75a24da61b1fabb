package org.leasehold.agent.child;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.guard.Libc;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Wire;

/// One child process: takes one order as a line of JSON, gives one answer, and ends when its stdin
/// ends; so it never outlives the agent.
public final class Child implements AutoCloseable {
  /// Linux sends the parent-death signal when the *thread* that started a child ends, so all are
  /// started by one that never does.
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("children").factory());

  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts this very program with another subcommand.
  public static Child start(String subcommand) throws CallException {
    try {
      var builder =
          new ProcessBuilder(command(subcommand)).redirectError(ProcessBuilder.Redirect.INHERIT);
      return new Child(STARTER.submit(builder::start).get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallException(ErrorCode.CANCELLED, "cancelled", e);
    } catch (ExecutionException e) {
      throw new CallException(
          ErrorCode.FAILED, "a child process cannot be started: " + e.getMessage(), e);
    }
  }

  private static List<String> command(String subcommand) {
    var command = new ArrayList<String>();
    command.add(Path.of(property("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx32m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    var archive = System.getProperty("leasehold.archive");
    if (archive != null)
      command.addAll(
          List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            property("java.class.path"),
            "org.leasehold.agent.cli.Main",
            subcommand));
    return command;
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  /// Gives the order and waits for the answer.
  ///
  /// @throws CallException IN_DOUBT where the child ends or does not answer in time
  public <R extends Record> R ask(Record order, Class<R> answer, Duration atMost)
      throws CallException, InterruptedException {
    try {
      var in = process.getOutputStream();
      in.write((Wire.GSON.toJson(order) + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.FAILED, "a child process ended at once: " + e.getMessage(), e);
    }
    var line = CompletableFuture.supplyAsync(this::line, Thread::startVirtualThread);
    try {
      var text = line.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (text == null) {
        throw new CallException(
            ErrorCode.IN_DOUBT,
            "the child process ended without an answer; sanlock may have ended it, look again");
      }
      return Wire.fromJson(JsonParser.parseString(text), answer);
    } catch (TimeoutException e) {
      throw new CallException(
          ErrorCode.TIMED_OUT,
          "the child process did not answer within %d s; look again, it may have been done"
              .formatted(atMost.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new CallException(ErrorCode.IN_DOUBT, String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable String line() {
    try {
      return out.readLine();
    } catch (IOException _) {
      return null;
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Called once when it has ended, for whatever reason.
  public void onEnd(Runnable action) {
    var _ = process.onExit().thenRun(action);
  }

  /// Ends its stdin, waits a little for it to give its leases up, then ends it hard.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// For the child's side: its order, and its end with its parent.
  public static final class Own {
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /// Also where this process hangs in the kernel and sees no end of its stdin.
    public Own() {
      Libc.dieWithParent();
    }

    public <T extends Record> T order(Class<T> type) throws IOException, CallException {
      var line = in.readLine();
      if (line == null) throw new IOException("no order");
      return Wire.fromJson(JsonParser.parseString(line), type);
    }

    public void answer(Record answer) {
      System.out.println(Wire.GSON.toJson(answer));
      System.out.flush();
    }

    /// Returns when the parent has closed the pipe or ended.
    public void awaitParentsEnd() throws IOException {
      while (in.read() >= 0) {}
    }

    /// Ends this process at once when the parent ends: sanlock then gives its leases up.
    public void endWithParent() {
      Thread.ofPlatform()
          .daemon()
          .name("parent")
          .start(
              () -> {
                try {
                  awaitParentsEnd();
                } catch (IOException _) {
                  // The same.
                }
                Runtime.getRuntime().halt(1);
              });
    }
  }
}
