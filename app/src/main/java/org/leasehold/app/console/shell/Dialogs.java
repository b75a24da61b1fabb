package org.leasehold.app.console.shell;

import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.confirm.ConfirmModel;
import org.leasehold.app.console.confirm.ConfirmView;
import org.leasehold.app.console.connect.ConnectModel;
import org.leasehold.app.console.connect.ConnectView;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.effect.EffectView;
import org.leasehold.app.console.hosts.AddHostModel;
import org.leasehold.app.console.hosts.AddHostView;
import org.leasehold.app.console.hosts.HostInstaller;
import org.leasehold.app.console.hosts.HostsView;
import org.leasehold.app.console.hosts.PowerSetModel;
import org.leasehold.app.console.hosts.PowerSetView;
import org.leasehold.app.console.leasemap.CheckModel;
import org.leasehold.app.console.leasemap.CheckView;
import org.leasehold.app.console.settings.SettingsView;
import org.leasehold.app.console.settings.StoreModel;
import org.leasehold.app.console.settings.StoreView;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.vms.AdoptModel;
import org.leasehold.app.console.vms.AdoptView;
import org.leasehold.app.console.vms.DefinitionModel;
import org.leasehold.app.console.vms.DefinitionView;
import org.leasehold.app.console.vms.PolicyModel;
import org.leasehold.app.console.vms.PolicyView;
import org.leasehold.app.console.vms.VmsView;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Snapshot;

/// Everything that opens above the screens; the cluster's dialogs only while there is a cluster.
final class Dialogs implements HostsView.Dialogs, VmsView.Dialogs, SettingsView.Dialogs {
  private final Shell shell;
  private final Overlay overlay;
  private final PaletteModel palette;
  private @Nullable HostInstaller installer;
  private @Nullable EffectModel effect;
  private @Nullable ConfirmModel confirming;

  Dialogs(Shell shell, Overlay overlay) {
    this.shell = shell;
    this.overlay = overlay;
    palette = new PaletteModel(shell::entries);
  }

  /// How agents are installed from here; null where that cannot be.
  void installer(@Nullable HostInstaller next) {
    installer = next;
  }

  /// What is being decided on is shown as it is now.
  void show(Snapshot now) {
    var deciding = effect;
    if (deciding != null) deciding.show(now);
    var asking = confirming;
    if (asking != null) asking.show(now);
  }

  /// Closes what is open.
  void close() {
    effect = null;
    confirming = null;
    overlay.close();
  }

  private void above(Node dialog) {
    overlay.open(dialog, Pos.CENTER, shell.focused());
  }

  void palette() {
    palette.open();
    var view = new PaletteView(palette, overlay::close);
    overlay.open(view, Pos.TOP_CENTER, shell.focused());
    view.begin();
  }

  void confirm(HostId host) {
    var desk = shell.desk();
    if (desk == null) return;
    var model = new ConfirmModel(desk.face(), host, desk.operator(), desk.times(), desk.window());
    confirming = model;
    var view = new ConfirmView(model, this::close);
    above(view);
    view.begin();
  }

  /// A cluster that is not known here yet.
  void connect() {
    var connector = shell.starts().connector();
    if (connector == null) return;
    Runnable connected =
        () -> {
          close();
          shell.starts().connected();
        };
    var view =
        new ConnectView(
            new ConnectModel(connector, shell.setting().window(), connected), this::close);
    above(view);
    view.begin();
  }

  void checkVolume() {
    var source = shell.volume();
    if (source == null) return;
    var view = new CheckView(new CheckModel(source, shell.setting().window()), this::close);
    above(view);
    view.begin();
  }

  /// The cluster's volumes, and any file.
  void domains(Button below) {
    var menu = new ContextMenu();
    var of = shell.cluster();
    var document = shell.document();
    if (of != null && document != null) {
      for (var store : document.stores().values()) {
        var item = new MenuItem(store.name());
        item.setOnAction(_ -> shell.openDomain(of, store.domain()));
        menu.getItems().add(item);
      }
    }
    var file = new MenuItem(Texts.say("map.open"));
    file.setOnAction(_ -> shell.askForVolume());
    menu.getItems().add(file);
    menu.show(below, Side.BOTTOM, 0, 4);
  }

  void pause() {
    var desk = shell.desk();
    if (desk == null) return;
    PauseView[] shown = new PauseView[1];
    var view =
        new PauseView(
            (reason, minutes) -> ask(desk, new Request.PauseHa(reason, minutes), shown[0]),
            this::close);
    shown[0] = view;
    above(view);
    view.begin();
  }

  private void ask(Desk desk, Request request, PauseView from) {
    var _ =
        desk.face()
            .ask(desk.operator(), request)
            .whenComplete(
                (answer, failure) ->
                    desk.window()
                        .execute(
                            () -> {
                              if (answer instanceof Answer.Done) close();
                              else from.answer(said(answer, failure));
                            }));
  }

  private static String said(@Nullable Answer answer, @Nullable Throwable failure) {
    if (answer != null) return answer.text();
    return failure == null || failure.getMessage() == null ? "" : failure.getMessage();
  }

  @Override
  public void open(EffectModel model) {
    effect = model;
    var view = new EffectView(model, this::close);
    above(view);
    view.begin();
  }

  @Override
  public void addHost() {
    var desk = shell.desk();
    if (desk == null) return;
    var view = new AddHostView(new AddHostModel(desk, installer), this::close);
    above(view);
    view.begin();
  }

  @Override
  public void setPower(HostId host, String device) {
    var desk = shell.desk();
    var document = shell.document();
    var entry = document == null ? null : document.hosts().get(host);
    if (desk == null || entry == null) return;
    var view = new PowerSetView(new PowerSetModel(desk, entry, device), this::close);
    above(view);
    view.begin();
  }

  @Override
  public void newStore() {
    var desk = shell.desk();
    if (desk == null) return;
    var view = new StoreView(new StoreModel(desk), this::close);
    above(view);
    view.begin();
  }

  @Override
  public void removeStore(LockspaceName domain) {
    var desk = shell.desk();
    if (desk != null) open(SettingsView.removal(desk, domain));
  }

  @Override
  public void otherTheme() {
    shell.otherTheme();
  }

  @Override
  public void adopt() {
    var desk = shell.desk();
    if (desk == null) return;
    var view = new AdoptView(new AdoptModel(desk), this::close);
    above(view);
    view.begin();
  }

  @Override
  public void definition(VmId vm) {
    var desk = shell.desk();
    var entry = shell.entry(vm);
    if (desk == null || entry == null) return;
    var model = new DefinitionModel(desk, entry);
    var view = new DefinitionView(model, this::close);
    above(view);
    model.load();
    view.begin();
  }

  @Override
  public void policy(VmId vm) {
    var desk = shell.desk();
    var entry = shell.entry(vm);
    if (desk == null || entry == null) return;
    var view = new PolicyView(new PolicyModel(desk, entry), this::close);
    above(view);
    view.begin();
  }
}
