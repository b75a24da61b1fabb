package org.leasehold.app.cli.volume;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import org.leasehold.core.volume.DeltaLease;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.IndexRecord;
import org.leasehold.core.volume.LeaseSlot;
import org.leasehold.core.volume.RepairStep;

/// A volume as one JSON object. Field names and state words are for scripts and never change.
final class VolumeJson {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();
  private static final Gson LINE =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private VolumeJson() {}

  static String pretty(JsonObject object) {
    return PRETTY.toJson(object);
  }

  static String line(JsonObject object) {
    return LINE.toJson(object);
  }

  static JsonObject of(Look look) {
    var volume = look.volume();
    var object = new JsonObject();
    object.addProperty("lockspace", volume.lockspaceName().orElse(null));
    object.addProperty("sector_size", volume.geometry().sectorBytes());
    object.addProperty("alignment", volume.geometry().slotBytes());
    var leases = new JsonArray();
    for (var record : volume.index().records()) {
      if (!(record instanceof IndexRecord.Free)) leases.add(lease(look, record));
    }
    object.add("leases", leases);
    var hosts = new JsonArray();
    volume.lockspace().joined().values().forEach(host -> hosts.add(host(host)));
    object.add("hosts", hosts);
    object.add("findings", findings(look.findings()));
    return object;
  }

  private static JsonObject lease(Look look, IndexRecord record) {
    var state = look.state(record.record());
    var slot = look.volume().lease(Geometry.slotOf(record.record()));
    var object = new JsonObject();
    object.addProperty("record", record.record());
    object.addProperty("id", record instanceof IndexRecord.Used used ? used.id() : null);
    object.addProperty("offset", look.volume().geometry().leaseOffsetBytes(record.record()));
    object.add("version", JsonNull.INSTANCE);
    slot.map(LeaseSlot::version)
        .ifPresent(version -> version.ifPresent(v -> object.addProperty("version", v)));
    boolean corrupt = record instanceof IndexRecord.Corrupt;
    object.addProperty("state", corrupt ? "corrupt" : state.word());
    var owners = new JsonArray();
    for (var owner : state.owners()) {
      var json = new JsonObject();
      json.addProperty("host_id", owner.life().host().value());
      json.addProperty("generation", owner.life().generation().value());
      json.addProperty("timestamp", owner.timestamp());
      json.addProperty("io_timeout", owner.ioTimeoutSeconds());
      owners.add(json);
    }
    object.add("owners", owners);
    return object;
  }

  private static JsonObject host(DeltaLease.Joined host) {
    var object = new JsonObject();
    object.addProperty("host_id", host.host().value());
    object.addProperty("name", host.hostName());
    object.addProperty("generation", host.generation().value());
    object.addProperty("timestamp", host.timestamp());
    object.addProperty("io_timeout", host.ioTimeoutSeconds());
    return object;
  }

  static JsonArray findings(List<Finding> findings) {
    var array = new JsonArray();
    for (var finding : findings) {
      var object = new JsonObject();
      object.addProperty("severity", finding.severity().name().toLowerCase(java.util.Locale.ROOT));
      object.addProperty("code", finding.code().word());
      var slot = finding.slot();
      object.add("slot", JsonNull.INSTANCE);
      if (slot.isPresent()) object.addProperty("slot", slot.getAsInt());
      object.add("record", JsonNull.INSTANCE);
      if (finding.record().isPresent()) object.addProperty("record", finding.record().getAsInt());
      object.addProperty("offset", finding.offsetBytes());
      object.addProperty("read", finding.read());
      object.addProperty("meaning", finding.meaning());
      object.addProperty("action", finding.action());
      array.add(object);
    }
    return array;
  }

  static JsonArray plan(List<RepairStep> steps) {
    var array = new JsonArray();
    for (var step : steps) {
      var object = new JsonObject();
      object.addProperty("changes", step.changes());
      object.add("slot", JsonNull.INSTANCE);
      if (step.slot().isPresent()) object.addProperty("slot", step.slot().getAsInt());
      object.addProperty("sentence", step.sentence());
      array.add(object);
    }
    return array;
  }
}
