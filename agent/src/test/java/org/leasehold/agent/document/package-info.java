@NullMarked
package org.leasehold.agent.document;

import org.jspecify.annotations.NullMarked;
