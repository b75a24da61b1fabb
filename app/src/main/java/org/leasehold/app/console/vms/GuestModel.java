package org.leasehold.app.console.vms;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.VmTopic;

/// A look at a guest: its screen as a picture, and how its display is connected to. Neither takes a
/// display from anybody who uses it.
final class GuestModel {
  private static final long DEADLINE_SECONDS = 20;
  private static final int PORT = 5999;

  private final Supplier<@Nullable Desk> desk;
  private final Viewer viewer;
  private final ObjectProperty<@Nullable GuestScreen> screen = new SimpleObjectProperty<>();
  private final StringProperty text = new SimpleStringProperty("");
  private final StringProperty command = new SimpleStringProperty("");
  private final BooleanProperty busy = new SimpleBooleanProperty(false);
  private @Nullable VmId vm;

  /// @param viewer where it is installed it is started, else the command is there to be copied
  GuestModel(Supplier<@Nullable Desk> desk, Viewer viewer) {
    this.viewer = viewer;
    this.desk = desk;
  }

  /// Another VM: what was seen of the last one goes.
  void of(@Nullable VmId next) {
    if (java.util.Objects.equals(vm, next)) return;
    vm = next;
    screen.set(null);
    text.set("");
    command.set("");
    busy.set(false);
  }

  void takePicture() {
    ask(VmTopic.SCREENSHOT, shot -> screen.set(GuestScreen.of(shot)));
  }

  void findDisplay() {
    ask(VmTopic.DISPLAY, found -> display(found.protocol()));
  }

  /// What the viewer cannot show can still be tried by hand.
  private void display(String protocol) {
    var at = desk.get();
    var which = vm;
    var address = address();
    if (at == null || which == null || address == null || !viewer.isInstalled()) {
      command.set(command(protocol));
      return;
    }
    text.set(Texts.say("guest.shown"));
    var _ =
        viewer
            .show(address, which, protocol)
            .whenComplete(
                (_, failure) -> at.window().execute(() -> closed(which, protocol, failure)));
  }

  private void closed(VmId which, String protocol, @Nullable Throwable failure) {
    if (!which.equals(vm)) return;
    if (failure != null) command.set(command(protocol));
    var deepest = failure;
    while (deepest != null && deepest.getCause() != null) deepest = deepest.getCause();
    text.set(deepest == null ? "" : Texts.say("guest.failed", sentence(deepest)));
  }

  private @Nullable HostAddress address() {
    var at = desk.get();
    var which = vm;
    if (at == null || which == null) return null;
    var state = at.face().latest().state();
    var host = host(state, which);
    var document = state.document();
    var entry = document == null || host == null ? null : document.hosts().get(host);
    return entry == null || entry.address().destination().isEmpty() ? null : entry.address();
  }

  private <R> void ask(
      org.leasehold.core.protocol.Method<VmTopic.Named, R> method,
      java.util.function.Consumer<R> taken) {
    var at = desk.get();
    var which = vm;
    if (at == null || which == null) return;
    var host = host(at.face().latest().state(), which);
    if (host == null) {
      text.set(Texts.say("guest.nowhere"));
      return;
    }
    busy.set(true);
    text.set(Texts.say("guest.asking"));
    var _ =
        at.face()
            .look(host, method, new VmTopic.Named(which))
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (answer, failure) ->
                    at.window().execute(() -> heard(which, answer, failure, taken)));
  }

  private <R> void heard(
      VmId which,
      @Nullable R answer,
      @Nullable Throwable failure,
      java.util.function.Consumer<R> taken) {
    if (!which.equals(vm)) return;
    busy.set(false);
    if (answer == null) {
      text.set(Texts.say("guest.failed", sentence(failure)));
      return;
    }
    try {
      text.set("");
      taken.accept(answer);
    } catch (IllegalArgumentException e) {
      text.set(Texts.say("guest.failed", String.valueOf(e.getMessage())));
    }
  }

  private static String sentence(@Nullable Throwable failure) {
    var cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof TimeoutException) {
      return Texts.say("guest.late", DEADLINE_SECONDS);
    }
    return cause == null || cause.getMessage() == null ? "" : cause.getMessage();
  }

  private static @Nullable HostId host(EngineState state, VmId vm) {
    var record = state.vms().get(vm);
    return record == null ? null : record.host();
  }

  /// The host's forced command carries the display through SSH; the listener is on this computer
  /// alone and takes one connection.
  private String command(String protocol) {
    var at = desk.get();
    var which = vm;
    if (at == null || which == null) return "";
    var state = at.face().latest().state();
    var host = host(state, which);
    var address = address();
    if (address == null) {
      return Texts.say("guest.noaddress", host == null ? "" : Names.of(state, host));
    }
    var user = address.user().isEmpty() ? "" : address.user() + "@";
    var port = address.port() == 0 ? "" : "-p " + address.port() + " ";
    return Texts.say(
        "guest.command",
        Integer.toString(PORT),
        port + user + address.destination(),
        which.text(),
        protocol);
  }

  ReadOnlyObjectProperty<@Nullable GuestScreen> screen() {
    return screen;
  }

  /// What is under way or did not work; empty when neither.
  ReadOnlyStringProperty text() {
    return text;
  }

  /// To be copied into a shell; empty until it was asked for.
  ReadOnlyStringProperty command() {
    return command;
  }

  ReadOnlyBooleanProperty busy() {
    return busy;
  }
}
