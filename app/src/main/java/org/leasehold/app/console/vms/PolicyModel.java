package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmTags;
import org.leasehold.core.monitor.Answer;

/// When and where a VM is restarted: what a person sets, checked as it is typed.
public final class PolicyModel {
  private static final long ASK_SECONDS = 30;

  private final Desk desk;
  private final VmEntry before;
  private final List<Item> hosts = new ArrayList<>();
  private final List<Item> others = new ArrayList<>();
  private final StringProperty priority = new SimpleStringProperty();
  private final StringProperty tags = new SimpleStringProperty();
  private final StringProperty apart = new SimpleStringProperty();
  private final BooleanProperty storageSideStop = new SimpleBooleanProperty();
  private final BooleanProperty startWhenFree = new SimpleBooleanProperty();
  private final BooleanProperty restartWhenHung = new SimpleBooleanProperty();
  private final Set<String> hostsChosen = new TreeSet<>();
  private final Set<String> afterChosen = new TreeSet<>();
  private final ObjectProperty<Answers.Said> said =
      new SimpleObjectProperty<>(new Answers.Said(Tone.NONE, ""));
  private final BooleanProperty off = new SimpleBooleanProperty(true);
  private final BooleanProperty done = new SimpleBooleanProperty(false);
  private boolean asking;

  /// @param chosen at first
  record Item(String key, String text, boolean chosen) {}

  /// @param vm its entry as it is now
  public PolicyModel(Desk desk, VmEntry vm) {
    this.desk = desk;
    before = vm;
    var document = desk.face().latest().state().document();
    var known = document == null ? ClusterDocument.EMPTY : document;
    for (var host : known.hosts().values()) {
      boolean chosen = vm.allowedHosts().contains(host.id());
      hosts.add(new Item(host.id().toString(), host.name(), chosen));
      if (chosen) hostsChosen.add(host.id().toString());
    }
    for (var other : known.vms().values()) {
      if (other.id().equals(vm.id())) continue;
      boolean chosen = vm.startAfter().contains(other.id());
      others.add(new Item(other.id().text(), other.name(), chosen));
      if (chosen) afterChosen.add(other.id().text());
    }
    priority.set(Integer.toString(vm.priority()));
    apart.set(vm.apartFrom());
    tags.set(String.join(" ", vm.tags()));
    storageSideStop.set(vm.allowed().storageSideStop());
    startWhenFree.set(vm.allowed().startWhenFree());
    restartWhenHung.set(vm.allowed().restartWhenHung());
    for (var text : List.of(priority, apart, tags)) text.addListener((_, _, _) -> judge());
    for (var flag : List.of(storageSideStop, startWhenFree, restartWhenHung)) {
      flag.addListener((_, _, _) -> judge());
    }
    judge();
  }

  void hosts(List<String> keys) {
    hostsChosen.clear();
    hostsChosen.addAll(keys);
    judge();
  }

  void after(List<String> keys) {
    afterChosen.clear();
    afterChosen.addAll(keys);
    judge();
  }

  private void judge() {
    if (done.get()) return;
    var wrong = wrong();
    said.set(new Answers.Said(wrong.isEmpty() ? Tone.NONE : Tone.BAD, wrong));
    off.set(asking || !wrong.isEmpty() || next().equals(before));
  }

  private String wrong() {
    if (!priority.get().strip().matches("\\d{1,3}") || number() > 100) {
      return Texts.say("policy.wrong.priority");
    }
    if (!apart.get().strip().matches("[A-Za-z0-9._-]{0,40}")) {
      return Texts.say("policy.wrong.apart");
    }
    var refusal = VmTags.refusal(words());
    if (refusal != null) return Texts.say("policy.wrong.tags", VmTags.COUNT_MAX);
    var circle = circle();
    return circle.isEmpty() ? "" : Texts.say("policy.wrong.circle", circle);
  }

  private List<String> words() {
    var typed = new TreeSet<String>();
    for (var word : tags.get().split("[\\s,]+", -1)) if (!word.isEmpty()) typed.add(word);
    return List.copyOf(typed);
  }

  private int number() {
    return Integer.parseInt(priority.get().strip());
  }

  /// A VM that must be up first must not itself wait for this one.
  private String circle() {
    var document = desk.face().latest().state().document();
    if (document == null) return "";
    for (var first : afterChosen) {
      var seen = new TreeSet<VmId>();
      var open = new ArrayList<VmId>(List.of(new VmId(first)));
      while (!open.isEmpty()) {
        var id = open.removeLast();
        var entry = document.vms().get(id);
        if (entry == null || !seen.add(id)) continue;
        if (entry.startAfter().contains(before.id())) return entry.name();
        open.addAll(entry.startAfter());
      }
    }
    return "";
  }

  private VmEntry next() {
    return new VmEntry(
        before.id(),
        before.name(),
        before.revision(),
        before.memoryMiB(),
        before.mode(),
        before.leaseDomain(),
        number(),
        before.wanted(),
        before.resume(),
        hostsChosen.stream().map(key -> new HostId(Integer.parseInt(key))).toList(),
        afterChosen.stream().map(VmId::new).toList(),
        apart.get().strip(),
        before.disks(),
        new VmEntry.Allowances(storageSideStop.get(), startWhenFree.get(), restartWhenHung.get()),
        before.live(),
        words());
  }

  public void save() {
    judge();
    if (off.get()) return;
    asking = true;
    off.set(true);
    var _ =
        desk.face()
            .ask(desk.operator(), new Request.SetPolicy(next()))
            .orTimeout(ASK_SECONDS, TimeUnit.SECONDS)
            .whenComplete((answer, failure) -> desk.window().execute(() -> heard(answer, failure)));
  }

  private void heard(@Nullable Answer answer, @Nullable Throwable failure) {
    asking = false;
    if (answer instanceof Answer.Done) done.set(true);
    else off.set(false);
    said.set(Answers.of(answer, failure));
  }

  String name() {
    return before.name();
  }

  List<Item> hosts() {
    return List.copyOf(hosts);
  }

  List<Item> others() {
    return List.copyOf(others);
  }

  StringProperty priority() {
    return priority;
  }

  StringProperty apart() {
    return apart;
  }

  /// With blanks or commas between them.
  StringProperty tags() {
    return tags;
  }

  BooleanProperty storageSideStop() {
    return storageSideStop;
  }

  BooleanProperty startWhenFree() {
    return startWhenFree;
  }

  BooleanProperty restartWhenHung() {
    return restartWhenHung;
  }

  ReadOnlyObjectProperty<Answers.Said> said() {
    return said;
  }

  /// The button is off: wrong, or nothing is changed.
  ReadOnlyBooleanProperty off() {
    return off;
  }

  ReadOnlyBooleanProperty done() {
    return done;
  }
}
