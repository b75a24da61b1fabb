/// Tells people outside what the engine wants them to know: webhooks and mail. Start reading at
/// `Notifications`.
@NullMarked
package org.leasehold.app.engine.notify;

import org.jspecify.annotations.NullMarked;
