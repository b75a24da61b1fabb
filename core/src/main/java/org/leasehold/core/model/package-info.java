/// The words of the domain as types: ids with their range, generations, names, times with units.
///
/// Records without behaviour beyond their own rules; everything else builds on them.
@NullMarked
package org.leasehold.core.model;

import org.jspecify.annotations.NullMarked;
