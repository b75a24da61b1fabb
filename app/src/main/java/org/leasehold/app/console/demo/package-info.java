/// The demo cluster: the real engine inside the simulator, behind the engine's face. Start reading
/// at `DemoFace`.
@NullMarked
package org.leasehold.app.console.demo;

import org.jspecify.annotations.NullMarked;
