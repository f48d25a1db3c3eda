# A toy SDK, so that there is something to drive: calls by name, errors by class. No retries, no streams.
package Coxswain;

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use HTTP::Tiny;
use JSON::PP;

our $VERSION = '0.1.0';

my $json     = JSON::PP->new->utf8->canonical->allow_nonref;
my $root     = dirname(abs_path(__FILE__)) . '/../../..';
my $contract = read_json("$root/openapi/v1/current.json");
my %operations = map { $_->{id} => $_ } read_operations();

sub new {
    my ($class, %options) = @_;
    my $http = HTTP::Tiny->new(
        agent      => "coxswain-perl/$VERSION (perl/" . sprintf('%vd', $^V) . "; $^O)",
        keep_alive => 0,
        timeout    => ($options{timeout_ms} // 60_000) / 1000,
    );
    return bless { %options, http => $http }, $class;
}

# $client->call('agents.upsert', ['a-1'], body => {...}, if_match => '...')
sub call {
    my ($self, $id, $path, %given) = @_;
    my $operation = $operations{$id} or die "there is no operation $id\n";
    my @values    = @$path;
    (my $target = $operation->{path}) =~ s/\{[^}]+\}/escape(shift @values)/ge;
    my $query   = $given{query} // {};
    my @pairs   = map { my $name = $_; map { "$name=" . escape($_) } listed($query->{$name}) } sort keys %$query;
    my $url     = "$self->{base_url}/api/v1$target" . (@pairs ? '?' . join('&', @pairs) : '');
    my %headers = (accept => 'application/json', authorization => "Bearer $self->{api_key}");
    $headers{'if-match'}     = $given{if_match}   if defined $given{if_match};
    $headers{'content-type'} = 'application/json' if exists $given{body};
    my %request = (headers => \%headers);
    $request{content} = $json->encode($given{body}) if exists $given{body};
    my $response = $self->{http}->request($operation->{method}, $url, \%request);
    my $body     = length($response->{content} // '') ? eval { $json->decode($response->{content}) } : undef;
    die Coxswain::Error->from($id, $response, $body) unless $response->{success};
    return { data => $body, status => $response->{status} + 0, headers => headers_of($response) };
}

sub read_operations {
    my @found;
    for my $path (keys %{ $contract->{paths} }) {
        for my $method (keys %{ $contract->{paths}{$path} }) {
            my $operation = $contract->{paths}{$path}{$method};
            next unless ref $operation eq 'HASH' && $operation->{operationId};
            push @found, { id => $operation->{operationId}, path => $path, method => uc $method };
        }
    }
    return @found;
}

sub headers_of {
    my ($response) = @_;
    my %headers = %{ $response->{headers} };
    return { map { $_ => join ', ', listed($headers{$_}) } keys %headers };
}

sub listed { return ref $_[0] eq 'ARRAY' ? @{ $_[0] } : ($_[0]) }

sub escape {
    my $text = "$_[0]";
    utf8::encode($text);
    $text =~ s/([^A-Za-z0-9._~-])/sprintf('%%%02X', ord $1)/ge;
    return $text;
}

sub read_json {
    my ($file) = @_;
    open my $handle, '<:raw', $file or die "$file: $!\n";
    local $/;
    return JSON::PP->new->utf8->decode(<$handle>);
}

package Coxswain::Error;

# What the contract says of the problem's code decides the class.
sub from {
    my ($class, $operation, $response, $problem) = @_;
    my $reached = $response->{status} != 599;
    my $known   = ref $problem eq 'HASH' ? $contract->{'x-error-codes'}{ $problem->{code} // '' } : undef;
    my $own     = !$reached ? 'APIConnectionError' : $known ? $known->{class} : 'APIError';
    my @classes = ($own, ($own eq 'APIError' ? () : $reached ? 'APIError' : ()), 'CoxswainError');
    my %error   = (class => $own, classes => \@classes, operation => $operation);
    return bless { %error, code => 'connection_error', message => $response->{content} }, $class
        unless $reached;
    my $headers = Coxswain::headers_of($response);
    return bless {
        %error,
        message    => ref $problem eq 'HASH' ? $problem->{title} : "status $response->{status}",
        code       => $known ? $problem->{code} : 'unknown',
        status     => $response->{status} + 0,
        headers    => $headers,
        request_id => $headers->{'x-request-id'},
        $known ? (category => $known->{category}, retryable => $problem->{retryable}, problem => $problem) : (),
    }, $class;
}

1;
