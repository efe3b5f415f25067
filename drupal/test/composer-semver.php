<?php

/*
 * Asks Composer's own library. Standard input: a JSON list of {constraint, versions, branches}, a branch as the constraint
 * that holds it (`2.1.*`). Standard output: for each, who satisfies the constraint and which branches it reaches into, as
 * texts of 1, 0 and ?, the last where Composer refuses one of the two.
 */

declare(strict_types=1);

use Composer\Semver\Constraint\Constraint;
use Composer\Semver\Constraint\ConstraintInterface;
use Composer\Semver\Intervals;
use Composer\Semver\VersionParser;

require 'Composer/Semver/autoload.php';

$parser = new VersionParser();
$known = [];

/** Null where Composer refuses the text. */
$read = function (string $kind, string $text) use ($parser, &$known): ?ConstraintInterface {
    if (!array_key_exists("$kind $text", $known)) {
        try {
            $known["$kind $text"] = $kind === 'version'
                ? new Constraint('==', $parser->normalize($text))
                : $parser->parseConstraints($text);
        } catch (UnexpectedValueException) {
            $known["$kind $text"] = null;
        }
    }
    return $known["$kind $text"];
};

$answer = fn (?ConstraintInterface $constraint, ?ConstraintInterface $other, callable $holds): string =>
    $constraint === null || $other === null ? '?' : ($holds($constraint, $other) ? '1' : '0');

$answers = [];
foreach (json_decode(stream_get_contents(STDIN), flags: JSON_THROW_ON_ERROR) as $question) {
    $constraint = $read('constraint', $question->constraint);
    $satisfies = fn (string $version): string => $answer(
        $constraint,
        $read('version', $version),
        fn ($all, $one) => $all->matches($one),
    );
    $reaches = fn (string $branch): string => $answer(
        $constraint,
        $read('constraint', $branch),
        fn ($all, $part) => Intervals::haveIntersections($all, $part),
    );
    $answers[] = [
        'versions' => implode('', array_map($satisfies, $question->versions)),
        'branches' => implode('', array_map($reaches, $question->branches)),
    ];
}
echo json_encode($answers, JSON_THROW_ON_ERROR);
