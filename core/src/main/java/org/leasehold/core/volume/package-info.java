/// The xleases volume: read, judged, checked, changed and repaired. Pure; bytes come and go through
/// the port [BlockFile], leases are written by sanlock through the port [LeaseDaemon].
///
/// Reading order: [Geometry] (the slot map), [Index] and [Leader] (the bytes), [LeaseSlot] (one
/// slot), [SlotState] (what a slot is), [VolumeSnapshot] (everything read at once), [VolumeCheck],
/// [VolumeEditor] (create, add, remove), [RepairPlan].
@NullMarked
package org.leasehold.core.volume;

import org.jspecify.annotations.NullMarked;
