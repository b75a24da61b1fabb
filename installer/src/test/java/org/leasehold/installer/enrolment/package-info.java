/// From bare hosts to a protected cluster and back, with the commands of the README.
@NullMarked
package org.leasehold.installer.enrolment;

import org.jspecify.annotations.NullMarked;
