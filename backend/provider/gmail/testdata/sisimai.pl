# What Sisimai makes of mails, one line a recipient: file, action, reason, delivery status, recipient. Arguments are files.
use strict;
use warnings;
use Sisimai;
for my $file (@ARGV) {
    my $found = Sisimai->make($file, 'delivered' => 1, 'vacation' => 1) || [];
    for my $one (@$found) {
        print join("\t", $file, $one->action // '', $one->reason // '', $one->deliverystatus // '', $one->recipient->address), "\n";
    }
}
