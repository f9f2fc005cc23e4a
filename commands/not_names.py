"""Words that name no child or family where they stand next to "child", "mum" or "family".

Places are the authorities in England that have children's services, by the words of their names
that are no other word's; a council's own smaller places are not here, and so may be asked about.
"""

_SMALL_WORDS = """
a about after again against all already also although am among an and another any anyone are as at
be because been before being between both but by can client clients colleague could did do does
during each everybody everyone every few first five for four friend friends from had has have
having he here how however i if in into is it its itself just last many may me might more most must
my neither never next nine no nobody none nor not now of off on once one only onto or other others
our out over partner person please second seven several shall she should since six so some somebody
someone somehow still such ten than thank thanks that the then there these they third this those
though three through to today tomorrow tonight twelve two under unless until up us use victim was we
were what when where whereas whether which while who whom whose why will with within without would
yes yesterday yet you your
"""

_TIMES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
spring summer autumn winter christmas easter ramadan eid diwali half term day week weekend month
quarter year date dates weekly monthly quarterly annual
"""

_SERVICE = """
absent abuse access accommodation act action actions activities adolescent adolescents adoption
adoptive adult adults advice advisory advocacy advocate advocates after agency agencies alcohol
allocated allocation alternative ambassadors analysis appeal appendix approach arrangements assessed
assessment assessments assistant association asylum attendance attended audit audited auditor
auditors audits authorities authority award bank barnardo befriending behaviour benefits best better
bill birth board book borough box breaks budget cabinet cafcass calendar campaign camhs cancelled
care caseload case cases central centre centres chair chairs champion champions charter chief chronic
chronology city civil coaching college commissioner commissioning committee community complaint
complaints completed conference conferences connected consent consultation contact contacts coram
corporate council councillor counselling county court courts covid criminal custody data deaf death
deceased decision delay delays deputy development digital direct director directors disability
disabled disorder district domestic door draft drop drug drugs duty early eclipse ecomap education
emergency emotional engagement equality event evidence exclusion executive experience experiences
exploitation expectant extended family feedback feelings figures file files final finance first
fixed flow focus focused form forms forum forward foster fostered fostering foundation framework
friendly front full future gangs gateway genogram girls government grant group groups guardian
guidance handbook harm head heads health hearing help helpline homelessness hospital hospitals
house housing hub hubs identity immediate impact improvement improving inclusion independent index
information initial inspection inspector inspectors integrated internal internet intervention
interventions interview interviews investment involved issues joint journey judge judgement justice
key kinship kooth language law lead leaders leads learning leaflet leavers leaving legal letter
letters liaison library life lines link liquidlogic list lived living local log lone looked manager
managers mapping mash matters mediation meeting meetings member members mental mentor mentoring
mentors midwife midwives minister minutes missing misuse model modern mosaic multi national needs
neglect network networks new nspcc nurse nursery nurses nurture obesity officer officers ofsted
online open order orders outcome outcomes outreach overview pack panel panels parental parenting
participation partners partnership partnerships pathway pathways peer performance permanence
personal phase physical pilot placed placement placements plan planning plans play pod pods police
policy poor positive post poverty practice practitioner practitioners pregnancy prevention pre
principal priority private procedure procedures proceedings professional professionals profile
programme programmes progress project projects protection protocol psychology public pupil qam
quality questionnaire re reading records record recording recovery recruitment referral referrals
refugee regional register registered registration relationships report reports representative
representatives request residential respite respondents response restorative retention return
reunification review reviews reviewing rights risk risks role roles room safe safeguarding safer
safety sample school schools scheme screening secure seeking seen self senior serious service
services session sessions sexual short signs single sleep social solutions south special specialist
speech sport staff start state statement statutory steering step story strategic strategy strategies
stronger strengthening structure substance summary supervision support supported supporting sure
survey surveys system systemic systems targeted task teacher teachers team teams teenage template
therapeutic therapies therapist therapy threshold time timeline together toddler tongue toolkit
tracker tracking trafficking training transition transitions trauma travel tree troubled trust
unaccompanied unit unknown update updates view views violence virtual visit visiting visitor visitors
visits voice voices vulnerable wellbeing whole wider wishes work worker workers workforce working
workshop workshops young youth zone
"""

_PLACES = """
barking dagenham barnet barnsley bath bedford bedfordshire berkshire bexley birmingham blackburn
blackpool bolton bournemouth bracknell bradford brent brighton bristol bromley buckinghamshire bury
calderdale cambridgeshire camden cheshire cornwall coventry croydon cumberland cumbria darlington
derby derbyshire devon doncaster dorset dudley durham ealing enfield essex gateshead gloucestershire
greenwich hackney halton hammersmith fulham hampshire haringey harrow hartlepool havering
herefordshire hertfordshire hillingdon hounslow hove hull islington kensington kent kingston kirklees
knowsley lambeth lancashire leeds leicester leicestershire lewisham lincolnshire liverpool london
luton manchester medway merton middlesbrough newcastle newham norfolk northamptonshire
northumberland nottingham nottinghamshire oldham oxfordshire peterborough plymouth poole portsmouth
redbridge redcar cleveland richmond rochdale rotherham rutland salford sandwell sefton sheffield
shropshire slough solihull somerset southampton southend southwark staffordshire stockport stockton
stoke suffolk sunderland surrey sussex sutton swindon tameside telford wrekin thurrock torbay
hamlets trafford wakefield walsall waltham wandsworth warrington warwickshire westminster westmorland
wigan wight wiltshire windsor wirral wokingham wolverhampton worcestershire york yorkshire
england english britain british wales welsh scotland scottish ireland irish north east west
"""

_PEOPLES = """
afghan african albanian american arab arabic asian bangladeshi black bulgarian caribbean chinese
christian czech dutch eritrean ethiopian european french german ghanaian gypsy hindu hungarian indian
iranian iraqi italian jamaican jewish kurdish latvian lithuanian muslim nigerian pakistani polish
portuguese roma romanian russian sikh slovak somali spanish sudanese syrian tamil traveller turkish
ukrainian urdu vietnamese white
"""

_LETTERS = """
ad am ap bn bsl cc ce cl cm co cp ct da dh dv eh ehc ep eu ey fc fe fh fm fs ft gp he hmcts ho hos hr
hv ir it la lo mh ni ok ot pa pc pf plo pm po pr ps qa ro rhi sc sen sf sgo sl sm st sw ta tm tv uc
uk us ch cin cme cla cse cce cpd cqc dcs dfe dob dna eda ehcp ehm epo fgc fgm fjr fnp gdpr hcp ids
iro isa isp lac lado lcs lgbt ltp mfh mst nai nhs nvr pep pdf ppe ppo psw pshe qam rag sdq sen send
sso uasc upn yjs yot yos docx xlsx
"""

NOT_NAMES = frozenset(
    " ".join((_SMALL_WORDS, _TIMES, _SERVICE, _PLACES, _PEOPLES, _LETTERS)).split()
)
