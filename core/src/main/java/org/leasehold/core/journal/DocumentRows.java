package org.leasehold.core.journal;

import org.jdbi.v3.core.Handle;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.protocol.Wire;

/// Copies of the cluster document: the newest, and some before it for people.
final class DocumentRows {
  private static final int KEPT = 50;

  private DocumentRows() {}

  static void write(Handle db, ClusterDocument document, long wallMillis) {
    db.execute(
        "INSERT INTO document(wall_millis, epoch, revision, body) VALUES (?, ?, ?, ?)",
        wallMillis,
        document.epoch().value(),
        document.revision(),
        Wire.GSON.toJson(document));
    db.execute("DELETE FROM document WHERE id <= (SELECT max(id) FROM document) - ?", KEPT);
  }
}
