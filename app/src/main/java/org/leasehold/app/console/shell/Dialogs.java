package org.leasehold.app.console.shell;

import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.effect.EffectView;
import org.leasehold.app.console.hosts.AddHostModel;
import org.leasehold.app.console.hosts.AddHostView;
import org.leasehold.app.console.hosts.HostInstaller;
import org.leasehold.app.console.hosts.HostsView;
import org.leasehold.app.console.settings.SettingsView;
import org.leasehold.app.console.settings.StoreModel;
import org.leasehold.app.console.settings.StoreView;
import org.leasehold.app.console.vms.AdoptModel;
import org.leasehold.app.console.vms.AdoptView;
import org.leasehold.app.console.vms.PolicyModel;
import org.leasehold.app.console.vms.PolicyView;
import org.leasehold.app.console.vms.VmsView;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Snapshot;

/// The dialogs of the screens Hosts, VMs and Settings; none opens while there is no cluster.
final class Dialogs implements HostsView.Dialogs, VmsView.Dialogs, SettingsView.Dialogs {
  private final Shell shell;
  private @Nullable HostInstaller installer;
  private @Nullable EffectModel effect;

  Dialogs(Shell shell) {
    this.shell = shell;
  }

  /// How agents are installed from here; null where that cannot be.
  void installer(@Nullable HostInstaller next) {
    installer = next;
  }

  /// What is being decided on is shown as it is now.
  void show(Snapshot now) {
    var deciding = effect;
    if (deciding != null) deciding.show(now);
  }

  void closed() {
    effect = null;
  }

  @Override
  public void open(EffectModel model) {
    effect = model;
    var view = new EffectView(model, shell::closeDialog);
    shell.above(view);
    view.begin();
  }

  @Override
  public void addHost() {
    var desk = shell.desk();
    if (desk == null) return;
    var view = new AddHostView(new AddHostModel(desk, installer), shell::closeDialog);
    shell.above(view);
    view.begin();
  }

  @Override
  public void newStore() {
    var desk = shell.desk();
    if (desk == null) return;
    var view = new StoreView(new StoreModel(desk), shell::closeDialog);
    shell.above(view);
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
    var view = new AdoptView(new AdoptModel(desk), shell::closeDialog);
    shell.above(view);
    view.begin();
  }

  @Override
  public void policy(VmId vm) {
    var desk = shell.desk();
    var entry = shell.entry(vm);
    if (desk == null || entry == null) return;
    var view = new PolicyView(new PolicyModel(desk, entry), shell::closeDialog);
    shell.above(view);
    view.begin();
  }
}
