package org.leasehold.agent.guard;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The few calls of the C library that Java does not have. Bound at load, so that nothing is looked
/// up when it matters.
///
/// By `java.lang.foreign` and not JNA: no library to unpack, and less memory to lock.
///
/// @see "man 2 clock_gettime, kill, mlockall, prctl, reboot, sendto"
@SuppressWarnings("restricted")
public final class Libc {
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_BOOTTIME = 7;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final int RB_AUTOBOOT = 0x01234567;
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SUN_PATH_BYTES = 108;

  private static final MethodHandle CLOCK_GETTIME = call("clock_gettime", true);
  private static final MethodHandle KILL = call("kill", false, false);
  private static final MethodHandle MLOCKALL = call("mlockall", false);
  private static final MethodHandle REBOOT = call("reboot", false);
  private static final MethodHandle SOCKET = call("socket", false, false, false);
  private static final MethodHandle CLOSE = call("close", false);
  private static final MethodHandle PRCTL =
      Linker.nativeLinker()
          .downcallHandle(
              address("prctl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
              Linker.Option.firstVariadicArg(1));
  private static final MethodHandle SENDTO =
      Linker.nativeLinker()
          .downcallHandle(
              address("sendto"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));

  private static final MemorySegment TIMESPEC = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);

  private Libc() {}

  private static MemorySegment address(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name);
  }

  /// A call of one or more ints, and a pointer if `pointerLast[0]`, that returns an int.
  private static MethodHandle call(String name, boolean... pointerLast) {
    var layouts = new java.lang.foreign.MemoryLayout[pointerLast.length + (pointerLast[0] ? 1 : 0)];
    java.util.Arrays.fill(layouts, ValueLayout.JAVA_INT);
    if (pointerLast[0]) layouts[layouts.length - 1] = ValueLayout.ADDRESS;
    return Linker.nativeLinker()
        .downcallHandle(address(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts));
  }

  /// Both clocks now.
  public static synchronized Moment now() {
    return new Moment(clock(CLOCK_MONOTONIC), clock(CLOCK_BOOTTIME));
  }

  private static long clock(int id) {
    try {
      if ((int) CLOCK_GETTIME.invokeExact(id, TIMESPEC) != 0) {
        throw new IllegalStateException("this kernel has no clock " + id);
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
    return TIMESPEC.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
        + TIMESPEC.getAtIndex(ValueLayout.JAVA_LONG, 1);
  }

  /// Sends a signal.
  ///
  /// @return false if there is no such process, or it may not be signalled
  static boolean kill(long pid, int signal) {
    if (pid <= 1) throw new IllegalArgumentException("pid " + pid);
    try {
      return (int) KILL.invokeExact((int) pid, signal) == 0;
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /// Keeps every page touched from now on, and those touched already, in memory.
  ///
  /// @return false where that is not permitted
  static boolean lockMemory() {
    try {
      return (int) MLOCKALL.invokeExact(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /// Lets the kernel kill this process when the thread that started it ends.
  public static void dieWithParent() {
    try {
      if ((int) PRCTL.invokeExact(PR_SET_PDEATHSIG, (long) SIGKILL) != 0) {
        throw new IllegalStateException("prctl(PR_SET_PDEATHSIG) failed");
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /// Restarts the host without writing anything; returns only if it may not.
  static void reboot() {
    try {
      var _ = (int) REBOOT.invokeExact(RB_AUTOBOOT);
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /// Sends one datagram to a Unix socket, which Java's own sockets cannot.
  ///
  /// @param path `@name` for an abstract socket
  /// @return empty if sent, else what failed
  public static Optional<String> sendDatagram(String path, String text) {
    try (var arena = Arena.ofConfined()) {
      var pathBytes = path.getBytes(StandardCharsets.UTF_8);
      if (pathBytes.length >= SUN_PATH_BYTES) return Optional.of("the socket's path is too long");
      var address = arena.allocate(2L + SUN_PATH_BYTES);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(pathBytes, 0, address, ValueLayout.JAVA_BYTE, 2, pathBytes.length);
      if (path.startsWith("@")) address.set(ValueLayout.JAVA_BYTE, 2, (byte) 0);
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      var message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      int socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) return Optional.of("no socket");
      long sent =
          (long)
              SENDTO.invokeExact(
                  socket, message, (long) bytes.length, 0, address, 2 + pathBytes.length);
      var _ = (int) CLOSE.invokeExact(socket);
      return sent == bytes.length ? Optional.empty() : Optional.of("nobody took it");
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static RuntimeException sneaky(Throwable t) {
    if (t instanceof Error error) throw error;
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }
}
