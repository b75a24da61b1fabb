/// Talking to sanlock's daemon: the interface [SanlockClient], and its pure-Java implementation on
/// the daemon's socket.
///
/// An edge: it waits and does I/O. Reading order: [SanlockClient] and [Registration] (what can be
/// asked), [SanlockException] and [SanlockCode] (what can go wrong), [SocketSanlockClient],
/// [SanlockSocket], [Frame] and [Structs] (how it goes over the wire).
@NullMarked
package org.leasehold.core.sanlock;

import org.jspecify.annotations.NullMarked;
