/// Tests of the model.
@NullMarked
package org.leasehold.core.model;

import org.jspecify.annotations.NullMarked;
