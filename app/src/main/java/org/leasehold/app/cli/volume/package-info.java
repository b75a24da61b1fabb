/// `leasehold volume …`: one class per subcommand; what they share is how a volume is opened
/// ([VolumeArgument]) and how it is printed ([VolumeTable], [VolumeJson]).
@NullMarked
package org.leasehold.app.cli.volume;

import org.jspecify.annotations.NullMarked;
