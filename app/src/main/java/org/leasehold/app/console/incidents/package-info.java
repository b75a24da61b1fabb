/// The screen Incidents: each one's timeline, and what is proven about each VM.
@NullMarked
package org.leasehold.app.console.incidents;

import org.jspecify.annotations.NullMarked;
