"""Agreements made up for the tests, one for each family of real ones. Schools and people are invented."""

from __future__ import annotations

from countersign.policies.reading.tests.making import Part

QUESTIONS: list[Part] = [
    ("h2", "What is an AUP?"),
    (
        "p",
        "We ask all children, young people and adults involved in the life of Saltmarsh Academy "
        "to sign an Acceptable Use Policy (AUP).",
    ),
    ("p", "This AUP is reviewed annually, and I will be asked to sign it upon entry to the school."),
    ("h2", "Where can I find out more?"),
    (
        "p",
        "All staff and governors should read Saltmarsh Academy’s full Online Safety Policy and the Behaviour Policy.",
    ),
    ("p", "If you have any questions about this AUP, please speak to Mr Tariq Bensaid t.bensaid@saltmarsh.example"),
    ("h2", "What am I agreeing to?"),
    ("n", "(This point for staff and governors): I have read the Online Safety Policy and will uphold it."),
    (
        "n",
        "I will report anything concerning to the Designated Safeguarding Lead (if by a child) "
        "or Headteacher (if by an adult) Ms Okoro/Mr Lindqvist",
    ),
    ("n", "I am a role model and will behave as one, e.g. by:"),
    ("b", "not sharing pictures of others without permission"),
    ("b", "not posting comments that hurt"),
    ("n", "Details are stated in the full policy. If I am not sure, I will not do it."),
    ("h2", "To be completed by the user"),
    ("p", "I have read, understood and agreed to this policy."),
    ("table", [["Signature", ""], ["Name", ""], ["Role", ""], ["Date", ""]]),
    ("h2", "To be completed by Mr Lindqvist"),
    ("p", "I approve this user to be allocated credentials for school systems."),
    ("table", [["Additional permissions (e.g. admin)", ""], ["Signature", ""], ["Name", ""], ["Date", ""]]),
]

COUNCIL: list[Part] = [
    (
        "table",
        [
            ["Name of School", "Beechwood Lane Primary School"],
            ["AUP review Date", "14/05/2019"],
            ["Date of next Review", "14/05/2020"],
            ["Who reviewed this AUP?", "M Hollis"],
            ["Governor Name", "Ruth Vasey"],
        ],
    ),
    ("title", "Acceptable Use Agreement: Staff"),
    ("p", "You must read this agreement in conjunction with the online safety policy and the Data Protection Policy."),
    ("bold", "Internet access"),
    ("b", "I will not access or attempt to access any sites that contain child abuse or extremist material."),
    ("b", "I will report any accidental access to the Online Safety Lead, Miss K. Abara."),
    ("bold", "Social networking"),
    ("b", "I will never undermine the school, its staff, parents or children on social networking sites."),
    ("bold", "Data Protection"),
    ("b", "If I take data home:"),
    ("b2", "it will be encrypted"),
    ("b2", "it will be kept out of sight"),
    ("h2", "User Signature"),
    ("p", "I agree to abide by all the points above."),
    ("p", "I wish to have an e-mail account; be connected to the intranet; use the school's ICT resources."),
    ("p", "Signature ……………………… Date ………………"),
    ("p", "Full Name ……………………… (PRINT)"),
    ("p", "Job title …………………"),
    ("h2", "Authorised Signature (Head Teacher / Deputy)"),
    ("p", "I approve this user to be set up."),
    ("p", "Signature ……………………… Date ………………"),
    ("p", "Full Name ……………………… (PRINT)"),
]

LEADS: list[Part] = [
    ("p", "Thornbury Vale Primary School"),
    ("title", "Staff (and Volunteer) Acceptable Use Policy Agreement Template"),
    ("h1", "School Policy"),
    ("p", "New technologies have become part of the lives of children in and out of school."),
    ("p", "This acceptable use policy is intended to ensure:"),
    ("b", "that staff and volunteers will be responsible users and stay safe while online;"),
    ("b", "that staff are protected from potential risk in their everyday work."),
    ("p", "The school will try to ensure that staff and volunteers have good access to technology."),
    ("h1", "Acceptable Use Policy Agreement"),
    ("p", "I understand that I must use school systems in a responsible way."),
    ("bold", "For my professional and personal safety:"),
    ("b", "I understand that the school will monitor my use of its systems."),
    ("b", "I will not disclose my username or password to anyone else."),
    ("b", "I will immediately report any harmful material to the [insert name of person]."),
    ("bold", "When using the internet for my work, I recognise that:"),
    ("b", "I should ensure that I have permission to use the work of others"),
    ("b", "where work is protected by copyright, I will not download copies"),
    ("bold", "I understand that I am responsible for my actions in and out of the school:"),
    ("b", "I understand that if I fail to comply I may be subject to disciplinary action. This could include:"),
    ("b2", "a warning"),
    ("b2", "a suspension"),
    ("p", "I have read and understand the above and agree to use the school systems within these guidelines when:"),
    ("b", "I use the school systems and devices"),
    ("b", "I use my own devices in the school"),
    ("table", [["Staff / Volunteer Name:", ""], ["Signed:", ""], ["Date:", ""]]),
    ("p", "© South Vale Grid for Teaching Trust 2018"),
]

DISTRICT: list[Part] = [
    ("p", "BLUE CREEK SCHOOL DISTRICT 12"),
    ("title", "Acceptable Use Policy for Students, Grades 6-12"),
    ("p", "Board Policy Code: IJNDB    Revised: 08/23/2021"),
    (
        "p",
        "The use of district technology is a privilege, not a right. See Board Policy JICDA and "
        "the Student Code of Conduct.",
    ),
    ("h2", "Students must not:"),
    ("n", "Attempt to bypass the District's internet filter."),
    ("n", "Bully or harass others:"),
    ("n2", "on campus, or"),
    ("n2", "at school-sponsored events."),
    ("h2", "Students must:"),
    ("m", "Use district accounts for educational purposes only."),
    ("n", "Keep passwords private."),
    ("h2", "Student Agreement"),
    ("p", "I have read and agree to comply with this policy."),
    ("p", "Student Signature ____________________ Date ________"),
    ("h2", "Parent/Guardian Agreement"),
    ("p", "As the parent or guardian of this student, I have read this policy and discussed it with my child."),
    ("p", "My child may have a district email account.   ☐ Yes   ☐ No"),
    ("p", "Parent Signature ____________________ Date ________"),
]

UNIVERSITY = """University of Eastmoor
IT Acceptable Use Policy
Document reference: IT-POL-004
Approved by University Management Team on 12 May 2021
Next review: May 2023

1. Introduction
1.1 It applies to all students, staff and visitors.

2. Governance
2.1 You must comply with the Information Security Policy and the Data Protection Policy.

3. Identity
3.1 You must take all reasonable precautions to safeguard any credentials issued to you.
3.2 You must not:
(a) allow anyone else to use your credentials;
(b) pretend to be somebody else.

4. Monitoring
4.1 The University monitors and records the use of its IT facilities.
4.2 You must inform the IT Service Desk (servicedesk@eastmoor.example) of an infringement.
"""

APPENDICES = """Oakfield Federation Online Safety Policy
Date of review: January 2024
Next review: January 2025

1. Introduction
Online safety matters to all of us. All staff must read this policy.
2. Roles
The Headteacher has a duty of care.

Appendix 1: Acceptable Use Agreement – EYFS and KS1
I only go online with a grown up.
I am kind online.
I tell a grown up if something makes me sad.
Child's name: ____________

Appendix 2: Acceptable Use Agreement – KS2
1. I will keep my passwords private.
2. I will be polite online.
Signed (pupil): ___________ Date: _______

Appendix 3: Acceptable Use Agreement – Staff, Governors and Volunteers
1. I will use school systems for my work only.
2. I will report concerns to the Designated Safeguarding Lead, Ms Priya Nandakumar.
Signed: ___________ Date: _______
"""

SMART = """Our SMART Rules for Staying Safe Online
Pennywell Community Primary School
Years 3 and 4

S – Safe: I will keep safe by not giving out my name or address to people I do not know.
M – Meeting: I will never agree to meet somebody I have only talked to online.
A – Accepting: I will not open messages from people I do not know.
R – Reliable: I know that what I read may not be true.
T – Tell: I will tell a trusted adult if something online makes me feel worried.

My trusted adults are ______________________ and ______________________
Signed ______________ Class _______ Date ________
"""

SLOGANS = """My Online Safety Rules
Key Stage 2

I am SAFE online
I never share my password or my address with anybody except my parents.

I am KIND online
I do not send messages that would hurt other people. I stand up for friends.

I am CURIOUS online
I check facts in more than one place before I use them in my work.

If I do not follow the rules:
- my teacher will talk to me
- my parents will be told

Name: _______________ Class: ________
"""

INFANTS = """Acceptable Use Agreement – Foundation / KS1

This is how we stay safe when we use computers:

I will ask a teacher or suitable adult if I want to use the computers
I will only use activities that a teacher or suitable adult has told or allowed me to use
I will tell a teacher or suitable adult if I see something that upsets me on the screen

Signed (child): ...............................................
Signed (parent): ..............................................
"""

CONDUCT = """Staff, Governor & Visitor ICT Code of Conduct
Agreed by FGB on 14th March 2022
To be reviewed March 2023

ICT is an expected part of our daily working life in school.

All staff, Governors and visitors will only use the school's email for professional purposes.
Staff will ensure that all electronic communications with pupils are compatible with their professional role.
Governors will use their school email address for all governing body business.
All staff, Governors and visitors must not install software without permission of the network manager, Mr D. Okonedo.

User Signature
I agree to follow this code of conduct.
Signature ……………………………. Date ……………….
Full Name ………………………………… (printed)
"""

STAGES = """Pupil Acceptable Use Policy

Early Years and Key Stage 1 (0-6)
• I only use the internet when an adult is with me.
• I keep my personal information and passwords safe.

Key Stage 2 (7-11)
Safe
• I will behave online the same way as I behave in the classroom.
Tell
• If I see anything online that I should not, I will tell an adult straight away.

I have read and talked about these rules with my parents/carers.
Child's Name........................................ Class.................... Date..........
"""

CONSENTS = """Parent / Carer Agreement and Consent Form
Hawthorn Vale Infant School

Child's name ____________________________   Class ______

☐  I will support the school's approach to online safety.
☐  I understand that my child's mobile phone must be handed in at the office.

Consent (please tick one box in each row)

                                              Yes     No
Photographs in school (displays, books)       ☐       ☐
Photographs on the school website             ☐       ☐

You may withdraw consent: contact Miss J. Pender, Data Protection Lead, dpl@hawthorn.example, 01632 960 118.

Signed (parent / carer) ______________________     Print name ______________________     Date ___/___/____

For office use:  entered on register ☐   initials ______   date ______
"""

VISITORS = """Harrow Lane Junior School
Visitor/Volunteer Acceptable Use Policy
For visitors/volunteers and staff who do not access school ICT systems

This list is not exhaustive; use of technology should fit the ethos of the school and the law.

1. I will keep any personal data I see in line with UK GDPR and the Data Protection Act 2018.

2. I have been shown the online safety section of the Safeguarding Policy.

3. Questions I will raise with the Designated Safeguarding Lead, Mrs T. Abbot, or the Headteacher, Mr L. Cray
   (office@harrowlane.example).

I have read and understood and agree to comply with the Visitor/Volunteer Acceptable Use Policy.

Signed: .......................... Print Name: .......................... Date: ............

Accepted by: ..................... Print Name: ..........................
"""
