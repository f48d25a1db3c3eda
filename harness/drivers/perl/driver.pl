#!/usr/bin/env perl
# The smallest driver that is of use, after harness/protocol/README.md: one call at a time.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use JSON::PP;
use lib dirname(abs_path(__FILE__));
use Coxswain;

my $json = JSON::PP->new->utf8->canonical;
my %clients;

my %methods = (
    hello => sub {
        return {
            protocol_version => 1,
            sdk              => 'coxswain-perl (toy)',
            version          => $Coxswain::VERSION,
            language         => 'perl',
            runtime          => 'perl ' . sprintf('%vd', $^V),
            capabilities     => ['call'],
        };
    },
    'client.create' => sub {
        my ($params) = @_;
        $clients{ $params->{client} } = Coxswain->new(%{ $params->{options} });
        return { nothing => JSON::PP::true, sleeps_ms => [] };
    },
    'client.close' => sub {
        my ($params) = @_;
        delete $clients{ $params->{client} };
        return {};
    },
    call         => \&call,
    'logs.drain' => sub { return { logs => [] } },
    stats        => \&stats,
);

sub call {
    my ($params) = @_;
    my $client = $clients{ $params->{client} };
    my %slot = map { $_ => $params->{$_} } grep { exists $params->{$_} } qw(body query);
    my $result = eval { $client->call($params->{operation}, $params->{path}, %slot, %{ $params->{options} }) };
    return { error => told($@), sleeps_ms => [] } if $@;
    my %outcome = defined $result->{data} ? (ok => $result->{data}) : (nothing => JSON::PP::true);
    if ($params->{raw}) {
        my $headers = $result->{headers};
        my $id      = $headers->{'x-request-id'};
        $outcome{response} = { status => $result->{status}, headers => $headers, request_id => $id };
    }
    return { %outcome, sleeps_ms => [] };
}

# An error that is not the SDK's has no classes of it.
sub told {
    my ($error) = @_;
    return { %$error } if ref $error eq 'Coxswain::Error';
    return { class => 'Error', classes => [], message => "$error" };
}

sub stats {
    my @open = map { readlink "/proc/self/fd/$_" // '' } 0 .. 64;
    my $sockets = grep { /^socket:/ } @open;
    return { sockets => $sockets, handles => 0, tasks => 0, threads => 0 };
}

$| = 1;
while (my $line = <STDIN>) {
    my $request = $json->decode($line);
    my $method  = $methods{ $request->{method} };
    my %answer  = (jsonrpc => '2.0', id => $request->{id});
    if ($request->{method} eq 'shutdown') {
        print $json->encode({ %answer, result => {} }), "\n";
        last;
    }
    my $result = eval { $method ? $method->($request->{params}) : die "there is no method $request->{method}\n" };
    my $code   = $method ? -32000 : -32601;
    $answer{ $@ ? 'error' : 'result' } = $@ ? { code => $code, message => "$@" } : $result;
    print $json->encode(\%answer), "\n";
}
