/// What engine and agents say to each other: JSON-RPC 2.0 in both directions over one stream.
///
/// The catalogue of methods and notices ([Catalogue]), their parameters and answers as records, the
/// form of values on the wire, frames with limits, and one [Peer] for both ends.
@NullMarked
package org.leasehold.core.protocol;

import org.jspecify.annotations.NullMarked;
