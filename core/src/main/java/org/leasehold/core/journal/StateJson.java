package org.leasehold.core.journal;

import com.google.gson.Gson;
import org.leasehold.core.engine.Event;
import org.leasehold.core.protocol.Wire;

/// The wire's form of values: so the whole state can be written down and read back the same.
final class StateJson {
  static final Gson GSON = Wire.GSON;

  private StateJson() {}

  static String text(Event event) {
    return GSON.toJson(event, Event.class);
  }

  static Event event(String json) {
    return GSON.fromJson(json, Event.class);
  }
}
