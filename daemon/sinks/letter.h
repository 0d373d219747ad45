// An alert as a letter: what is said and in which order, before it becomes text or HTML. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nameward/alert.h"

namespace nameward::sinks {

// Everything in here may come from outside; who renders it escapes it.
struct Letter {
    struct Row {
        std::string label;
        std::vector<std::string> values;  // one line each
    };
    struct Entry {
        std::string heading;  // may be empty
        std::vector<Row> rows;
    };
    struct Section {
        std::string title;
        std::vector<Entry> entries{};
        std::vector<std::string> paragraphs{};
        bool numbered = false;  // the paragraphs are steps, otherwise points
    };
    std::string title;                 // the subject line
    std::vector<std::string> opening;  // three lines: what happened, what to do, when and how sure
    std::vector<Section> sections;
    std::string footer;
};

// How much a letter takes up of an alert.
struct LetterRoom {
    std::size_t entries = 25;  // changes, findings that are open, findings that are over
    std::size_t values = 30;   // of one set
    std::size_t story = 60;    // lines
    std::size_t text = 2000;   // bytes of one line
};

// Bounded whatever the alert holds; the letter says what it leaves out and where to read it.
Letter write_letter(const Alert& alert, const LetterRoom& room = {});

std::string as_text(const Letter& letter);  // lines end with \n, prose is wrapped
std::string as_html(const Letter& letter);  // a whole document, nothing in it is loaded from elsewhere

}  // namespace nameward::sinks
