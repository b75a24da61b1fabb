/// What an engine writes down before it acts, and finds again at its next start. Start reading at
/// `Journal`.
@NullMarked
package org.leasehold.core.journal;

import org.jspecify.annotations.NullMarked;
